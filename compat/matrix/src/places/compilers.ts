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

/** A project of its own: options, and the file that they are for. */
interface Setting {
  readonly name: string
  readonly file: string
  readonly options: object
}

const node10: Setting = {
  name: 'node10',
  file: 'main.ts',
  options: { module: 'commonjs', moduleResolution: 'node10' },
}
const bundler: Setting = {
  name: 'bundler',
  file: 'main.ts',
  options: { module: 'esnext', moduleResolution: 'bundler' },
}
const commonjs = (module: string): Setting => ({ name: `${module}, CommonJS`, file: 'main.cts', options: { module } })
const esModules = (module: string): Setting => ({
  name: `${module}, ES modules`,
  file: 'main.mts',
  options: { module },
})

/**
 * Settings by compiler. The first is the hardest, because declarations for CommonJS stand on those for ES modules, and
 * without `@types/node`: there the compiler checks all declarations of the packages, too. Other settings resolve the
 * same declarations, and check what the program does with them. `check-packages.ts` checks all of every entry point.
 */
const settings: Readonly<Record<string, readonly [Setting, ...Setting[]]>> = {
  'typescript-5.4': [commonjs('node16'), node10, bundler, esModules('node16')],
  'typescript-5.9': [commonjs('node16'), node10, bundler, esModules('node16'), commonjs('nodenext')],
  'typescript-7': [commonjs('nodenext'), esModules('nodenext'), bundler],
}

/** Each setting gets one of the two environments in turn: testing all pairs would double the time and find no more. */
const surroundings = [
  { name: 'DOM', options: { types: [], lib: ['es2022', 'esnext.disposable', 'dom'] } },
  { name: '@types/node', options: { types: ['node'] } },
] as const

/** All settings of a compiler run in one process, which reads the declarations once. */
export const compilerPlaces: readonly Place[] = Object.entries(settings).map(([compiler, list]) => {
  const projects = list.map(({ name, file, options }, at) => {
    const around = surroundings[at % surroundings.length]!
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      target: 'es2022',
      skipLibCheck: at > 0,
      ...options,
      ...around.options,
    }
    return {
      name: `${name} (${around.name})`,
      file,
      config: `tsconfig.${at}.json`,
      text: JSON.stringify({ compilerOptions, files: [file] }),
    }
  })
  return {
    name: `${compiler.replace('typescript-', 'TypeScript ')}: ${projects.map(({ name }) => name).join('; ')}`,
    files: Object.fromEntries(
      projects.flatMap(({ file, config, text }) => [
        [file, program],
        [config, text],
      ]),
    ),
    apart: true,
    commands: [[compiler, '--build', ...projects.map(({ config }) => config)]],
  }
})
