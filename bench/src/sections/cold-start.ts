import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Child } from '../harness/child.ts'
import { OUT_ORDER_NO, TEMPLATE, completionBody } from '../harness/completion.ts'
import { createIdentity } from '../harness/identity.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import type { ServerQuestion } from '../server/server.ts'

interface Program {
  /** The module system; each peer gets the one with which it starts faster. */
  readonly type: 'module' | 'commonjs'
  readonly code: string
}

const ours = `
  import { WechatPay } from 'wechatpay-ts'
  const { identity: i, baseUrl, call } = JSON.parse(process.env.BENCH)
  const wxpay = new WechatPay({
    mchid: i.mchid,
    merchant: { privateKey: i.merchantPrivateKey, certificateSerial: i.certificateSerial },
    platform: { publicKeys: { [i.platformKeyId]: i.platformPublicKey } },
    baseUrl,
  })`
const theirs = `
  const { Wechatpay } = require('wechatpay-axios-plugin')
  const { identity: i, baseUrl, call, template } = JSON.parse(process.env.BENCH)
  const wxpay = new Wechatpay({
    mchid: i.mchid,
    serial: i.certificateSerial,
    privateKey: i.merchantPrivateKey,
    certs: { [i.platformKeyId]: i.platformPublicKey },
    baseURL: baseUrl,
  })`

const programs = {
  'empty (module)': { type: 'module', code: '' },
  'empty (commonjs)': { type: 'commonjs', code: '' },
  'node:https, node:crypto': { type: 'module', code: `import 'node:https'; import 'node:crypto'` },
  'wechatpay-ts': { type: 'module', code: ours },
  'wechatpay-axios-plugin': { type: 'commonjs', code: theirs },
  'wechatpay-ts, first answer': {
    type: 'module',
    code: `${ours}
      await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(call)
      process.exit()`,
  },
  'wechatpay-axios-plugin, first answer': {
    type: 'commonjs',
    code: `${theirs}
      wxpay.chain(template).post(call.json, { out_order_no: call.out_order_no }).then(() => process.exit())`,
  },
} as const satisfies Record<string, Program>

type ProgramName = keyof typeof programs
const names = Object.keys(programs) as ProgramName[]

/** Measures each start in a fresh process: a serverless function pays this before it can work. */
export async function coldStart(effort: Effort): Promise<Report> {
  const identity = createIdentity()
  await using server = new Child(new URL('../server/server.ts', import.meta.url))
  const start: ServerQuestion = { ask: 'start', identity }
  const { port } = await server.ask<{ port: number }>(start)
  const input = {
    identity,
    baseUrl: `http://127.0.0.1:${port}`,
    template: TEMPLATE,
    call: { out_order_no: OUT_ORDER_NO, json: completionBody(identity) },
  }
  const times = await interleave(names, effort.processes, (name) => run(programs[name], JSON.stringify(input)))
  const over = (name: ProgramName): number => median(times[name]) - median(times[`empty (${programs[name].type})`])
  const rows = names.map((name) => {
    const { median, min, max } = spread(times[name])
    return [name, number(median), `${number(min)}–${number(max)}`, name.startsWith('empty') ? '' : number(over(name))]
  })
  const share = over('wechatpay-ts') / over('wechatpay-axios-plugin')
  return {
    text: table(['process, start to end', 'median ms', 'min–max', 'over empty'], rows),
    targets: [
      {
        name: 'cold start against wechatpay-axios-plugin (import and construct, over an empty process)',
        wanted: '≤ 0.50',
        measured: share.toFixed(2),
        met: share <= 0.5,
      },
    ],
    data: times,
  }
}

async function run({ type, code }: Program, input: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [`--input-type=${type}`, '--eval', code], {
    cwd: new URL('../../', import.meta.url),
    env: { ...process.env, BENCH: input },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`a ${type} process ended with ${status}`)
  return performance.now() - started
}
