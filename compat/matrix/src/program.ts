/** How a program loads the package. */
export type Style = 'import' | 'require'

const NEEDED: Readonly<Record<string, string>> = {
  'wechatpay-ts': 'WechatPay, WechatPayError',
  'wechatpay-ts/payscore': 'completion, createOutOrderNo',
}

/** The blocking client starts a thread from its own file, so it is left out of bundles with a single file. */
const BLOCKING: Readonly<Record<string, string>> = { 'wechatpay-ts/sync': 'WechatPay as BlockingWechatPay' }

/**
 * Writes a function `complete` in JavaScript that is also valid TypeScript. It completes a pay-after order at the
 * sandbox named by the environment, with the blocking client if there is one, and returns status and state.
 */
export function completeFunction(style: Style, { blocking }: { readonly blocking: boolean }): string {
  const imports = Object.entries({ ...NEEDED, ...(blocking && BLOCKING) }).map(([from, names]) =>
    style === 'import'
      ? `import { ${names} } from '${from}'`
      : `const { ${names.replaceAll(' as ', ': ')} } = require('${from}')`,
  )
  return `${imports.join('\n')}

async function complete(env = process.env) {
  const wxpay = WechatPay.fromEnv(env)
  const { WECHATPAY_APPID: appid = '', WECHATPAY_SERVICE_ID: service_id = '', WECHATPAY_BASE_URL: url } = env
  const out_order_no = createOutOrderNo()
  const query = { appid, service_id, out_order_no }
  try {
    await wxpay.v3.payscore.payafterOrders.get({ query })
    return 'an order that nobody created'
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error
  }
  await wxpay.v3.payscore.payafterOrders.post({
    json: {
      ...query,
      service_start_time: 'OnAccept',
      service_start_location: 'A',
      service_introduction: '共享充电宝租借',
      risk_amount: 9900,
    },
  })
  await fetch(url + '/_sandbox/api/orders/' + out_order_no + '/confirm?mchid=' + wxpay.mchid, { method: 'POST' })
  const oneSecond = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"ms":1000}' }
  await fetch(url + '/_sandbox/api/clock/advance', oneSecond)
  const { data: order } = await wxpay.v3.payscore.payafterOrders.get({ query })
  const { status } = await ${blocking ? 'BlockingWechatPay.fromEnv()' : 'wxpay'}.v3.payscore.payafterOrders._out_order_no_.complete.post({
    out_order_no,
    json: completion({ order, endLocation: 'B', fees: [{ fee_name: '租借费用', fee_amount: 250 }] }),
  })
  const { data: completed } = await wxpay.v3.payscore.payafterOrders.get({ query })
  return status + ' ' + completed.state
}
`
}

/** A function `check` in JavaScript that tries a webhook endpoint with the go-live checks and counts the passed ones. */
export const checksFunction = `import { checkEndpoint, testPlatform } from 'wechatpay-ts/testing'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

async function check() {
  const platform = await testPlatform()
  const handler = createWebhookHandler({
    keys: platform.keys,
    store: memoryClaims(platform.clock),
    on: { 'PAYSCORE.USER_PAID': () => {}, 'PAYSCORE.USER_ACCEPTED': () => {} },
    onDelivery: () => {}, // by default it would write of the deliveries that a check makes wrong
  })
  const fetch = (url, init) => handler.fetch(new Request(url, init))
  const { results } = await checkEndpoint('http://shop.test/wechatpay', { platform, fetch })
  for (const result of results) if (!result.passed) console.log(result.id, result.problem)
  return results.filter((result) => result.passed).length + ' of ' + results.length + ' checks'
}
`

/** A program that prints the result of `complete`. */
export function completeProgram(style: Style, options: { readonly blocking: boolean }): string {
  return `${completeFunction(style, options)}
complete().then((words) => console.log(words))
`
}

/** Output of a successful program: the order is completed and waits for its deduction. */
export const COMPLETED = '200 FINISHED'

/** Output of a program that also tried its endpoint: all checks have to pass. */
export const RECEIVED = `${COMPLETED}, 17 of 17 checks`
