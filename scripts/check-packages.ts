import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packWorkspaces } from './pack-workspaces.ts'
import { installArchives, readManifest } from './packed-consumer.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

const completeAnOrder = `
import { createSandbox } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import { completion } from 'wechatpay-ts/payscore'

await using sandbox = await createSandbox()
const wxpay = new WechatPay(sandbox.clientOptions)
const mine = { appid: sandbox.merchant.appid, service_id: sandbox.merchant.serviceId, out_order_no: 'CONSUMER1' }
await wxpay.v3.payscore.payafterOrders.post({
  json: {
    ...mine,
    service_start_time: 'OnAccept',
    service_start_location: 'A',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
  },
})
await sandbox.control.confirm(mine.out_order_no)
await sandbox.control.advance(60_000)
const { data: order } = await wxpay.v3.payscore.payafterOrders.get({ query: mine })
const { status } = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({
  out_order_no: mine.out_order_no,
  json: completion({ order, endLocation: 'B', fees: [{ fee_name: '租借费用', fee_amount: 250 }] }),
})
await sandbox.control.advance(600_000)
const { data: paid } = await wxpay.v3.payscore.payafterOrders.get({ query: mine })
console.log(status, paid.state)
`

/** Packs both packages, lets publint and attw check the archives, and uses them as a project would. */
const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-pack-'))
try {
  const archives = await packWorkspaces(folder)
  for (const { workspace, path, files } of archives) {
    const stray = files.filter((file) => !/^(dist\/|console\/dist\/|README|LICENSE|package\.json)/.test(file))
    if (stray.length > 0) throw new Error(`${workspace} would publish ${stray.join(', ')}`)
    await tool('publint', path, '--strict')
    await tool('attw', path, '--profile', workspace === 'wechatpay-ts' ? 'strict' : 'esm-only')
    console.log(`${workspace}: ${files.length} files`)
  }
  const consumer = join(root, '.cache/consumer')
  await installArchives(archives, consumer)
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await checkTypes(consumer, 'wechatpay-ts')
  await checkTypes(consumer, '@wechatpay-ts/sandbox')
  await checkCall(consumer)
  await rm(consumer, { recursive: true })
} finally {
  await rm(folder, { recursive: true })
}

/** Compiles imports of every entry point of a package, with its own declarations. */
async function checkTypes(consumer: string, name: string): Promise<void> {
  const { exports = {} } = await readManifest(join(consumer, 'node_modules', name))
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
  // Adapters are for Node servers. Every other entry point also runs elsewhere and must compile without Node's types.
  const portable = entries.filter((entry) => !entry.startsWith('./webhook/'))
  const options = '--ignoreConfig --strict --noEmit --module nodenext --target es2022'.split(' ')
  for (const [surroundings, imported] of [
    ['--types node', entries],
    ['--lib es2022,dom', portable],
  ] as const) {
    const lines = imported.map((entry, at) => `export * as entry${at} from '${name}${entry.slice(1)}'`)
    await writeFile(join(consumer, 'consumer.mts'), lines.join('\n'))
    await tool('tsc', ...options, ...surroundings.split(' '), join(consumer, 'consumer.mts'))
  }
}

/** A project with nothing but the archives completes an order against the archive's sandbox. */
async function checkCall(consumer: string): Promise<void> {
  const program = join(consumer, 'complete.js')
  await writeFile(program, completeAnOrder)
  const { stdout } = await run(process.execPath, [program], { cwd: consumer })
  if (stdout.trim() !== '200 USER_PAID') throw new Error(`complete.js of the consumer printed ${stdout}`)
}

async function tool(name: string, ...args: string[]): Promise<void> {
  try {
    await run(name, args, { shell: process.platform === 'win32' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${name} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}
