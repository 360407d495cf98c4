import type { Place } from '../place.ts'

/** A program that uses the types, with mistakes that a compiler must report. */
const program = `import { ApiError, WechatPay, type WechatPayOptions } from 'wechatpay-ts'
import { type Bill, tradeBill } from 'wechatpay-ts/bills'
import { completion } from 'wechatpay-ts/payscore'
import { WechatPay as BlockingWechatPay } from 'wechatpay-ts/sync'
import { TradeState } from 'wechatpay-ts/values'

export async function complete(options: WechatPayOptions, out_order_no: string): Promise<number> {
  const wxpay = new WechatPay(options)
  const query = { appid: 'wx0', service_id: '1', out_order_no }
  const { data: order } = await wxpay.v3.payscore.payafterOrders.get({ query })
  const json = completion({ order, endLocation: 'B', fees: [{ fee_name: 'A', fee_amount: 250 }] })
  // @ts-expect-error -- this path does not exist
  await wxpay.v3.payscore.payafterOrder.get({ query })
  // @ts-expect-error -- an amount must be a number
  await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json: { total_amount: '1' } })
  const { status } = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
  return status
}

/** A wrapper passes on what it may not have been given. */
export async function found(options: WechatPayOptions, baseUrl: string | undefined, signal: AbortSignal | undefined) {
  const wxpay = new WechatPay({ ...options, baseUrl, timeoutMs: undefined, onRequest: undefined })
  const { data } = await wxpay.v3.certificates.get({ signal, maxRetries: undefined, checks: undefined })
  return data.data[0]?.serial_no
}

export async function read(wxpay: WechatPay): Promise<number | undefined> {
  try {
    const bill: Bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01' } })
    return bill.summary === undefined ? undefined : Object.keys(bill.summary).length
  } catch (error) {
    if (error instanceof ApiError) return error.status
    throw error
  }
}

export function state(wxpay: BlockingWechatPay, mchid: string, out_trade_no: string): boolean {
  const path = { out_trade_no, query: { mchid } }
  const state: TradeState = TradeState.SUCCESS
  return wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get(path).data.trade_state === state
}
`

interface Setting {
  readonly name: string
  readonly compiler: string
  readonly file: string
  readonly options: object
}

const node10 = { module: 'commonjs', moduleResolution: 'node10' }
const bundler = { module: 'esnext', moduleResolution: 'bundler' }

const settings: readonly Setting[] = [
  ...['typescript-5.4', 'typescript-5.9'].flatMap((compiler): Setting[] => [
    { name: 'node10', compiler, file: 'main.ts', options: node10 },
    { name: 'node16, CommonJS', compiler, file: 'main.cts', options: { module: 'node16' } },
    { name: 'node16, ES modules', compiler, file: 'main.mts', options: { module: 'node16' } },
    { name: 'bundler', compiler, file: 'main.ts', options: bundler },
  ]),
  { name: 'nodenext, CommonJS', compiler: 'typescript-5.9', file: 'main.cts', options: { module: 'nodenext' } },
  { name: 'nodenext, CommonJS', compiler: 'typescript-7', file: 'main.cts', options: { module: 'nodenext' } },
  { name: 'nodenext, ES modules', compiler: 'typescript-7', file: 'main.mts', options: { module: 'nodenext' } },
  { name: 'bundler', compiler: 'typescript-7', file: 'main.ts', options: bundler },
]

const surroundings = [
  { name: '@types/node', options: { types: ['node'] } },
  { name: 'DOM, no @types/node', options: { types: [], lib: ['es2022', 'esnext.disposable', 'dom'] } },
]

/** Each setting gets one of the two environments in turn: testing all pairs would double the time and find no more. */
export const compilerPlaces: readonly Place[] = settings.map(({ name, compiler, file, options }, at) => {
  const around = surroundings[at % surroundings.length]!
  const strict = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: 'es2022',
  }
  return {
    name: `${compiler.replace('typescript-', 'TypeScript ')}: ${name}, ${around.name}`,
    files: {
      [file]: program,
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...strict, ...options, ...around.options },
        files: [file],
      }),
    },
    commands: [[compiler, '-p', 'tsconfig.json']],
  }
})
