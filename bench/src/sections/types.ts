import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'

const consumers = {
  'empty file': 'export {}',
  'wechatpay-ts': `
    import { WechatPay, type WechatPayOptions } from 'wechatpay-ts'
    export async function completeThrice(options: WechatPayOptions) {
      const wxpay = new WechatPay(options)
      const call = {
        out_order_no: 'PB20260801000001',
        json: { appid: 'wx', service_id: '500001', finish_type: 2, total_amount: 1000, finish_ticket: 'ticket' },
      } as const
      const chained = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(call)
      const declared = await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post(call)
      const named = await wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'].post(call)
      return [chained.data.order_id, declared.data.order_id, named.data.order_id]
    }`,
  'wechatpay-axios-plugin': `
    import { Wechatpay } from 'wechatpay-axios-plugin'
    export async function completeTwice(options: ConstructorParameters<typeof Wechatpay>[0]) {
      const wxpay = new Wechatpay(options)
      const json = { appid: 'wx', service_id: '500001', finish_type: 2, total_amount: 1000, finish_ticket: 'ticket' }
      const path = { out_order_no: 'PB20260801000001' }
      const { data } = await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post(json, path)
      return data
    }`,
} as const

type Consumer = keyof typeof consumers

interface Cost {
  readonly seconds: number
  readonly memoryMb: number
}

const options = {
  target: 'es2024',
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
}
const require = createRequire(import.meta.url)
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')

/** What `tsc` itself says of a program of one file, libraries and `@types/node` included. */
export async function types(effort: Effort): Promise<Report> {
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'types-'))
  try {
    const names = Object.keys(consumers) as Consumer[]
    for (const name of names) await writeConsumer(join(folder, name), consumers[name])
    const costs = await interleave(names, effort.processes, (name) => check(join(folder, name)))
    const seconds = (name: Consumer): number[] => costs[name].map((cost) => cost.seconds)
    const rows = names.map((name) => {
      const { median: middle, min, max } = spread(seconds(name))
      const memory = median(costs[name].map((cost) => cost.memoryMb))
      return [name, number(middle * 1000), `${number(min * 1000)}–${number(max * 1000)}`, number(memory)]
    })
    const share = median(seconds('wechatpay-ts')) / median(seconds('empty file'))
    return {
      text: table(['one-file program', 'tsc ms', 'min–max', 'MB'], rows),
      targets: [
        {
          name: 'type-check of a one-file consumer against an empty file',
          wanted: '≤ 1.30',
          measured: share.toFixed(2),
          met: share <= 1.3,
        },
      ],
      data: costs,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeConsumer(folder: string, code: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'consumer.ts'), code)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }))
}

async function check(folder: string): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'])
  const figure = (name: string): number => Number(new RegExp(`^${name}:\\s*([\\d.]+)`, 'm').exec(stdout)?.[1])
  return { seconds: figure('Total time'), memoryMb: figure('Memory used') / 1024 }
}
