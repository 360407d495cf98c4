import type { Address } from '../operation/address.ts'
import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf, type Machinery } from '../client/machinery.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import type {
  PayPartnerTransactionByOutTradeNoResponse,
  PayPartnerTransactionsCodepayRequest,
  PayTransactionByOutTradeNoResponse,
  PayTransactionsCodepayRequest,
} from '../generated/chain.ts'
import type { CallOptions } from '../request/call-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { FilledIn, Optional, SubMerchant } from '../client/view.ts'
import type { CodeCalls, CodePayment, CodePaymentOptions, SeenOrder } from './code-payment.ts'
import { paymentOutcome } from './payment-outcome.ts'
import { payToTheEnd, settleToTheEnd } from './settle-code-payment.ts'

/** Fields of a payment by code, without the client's own number and the fields that a view of it fills in. */
export type CodePaymentFields<Client> = Client extends { readonly sub_mchid: string }
  ? Optional<PayPartnerTransactionsCodepayRequest, SubMerchant | FilledIn<Client>>
  : Optional<PayTransactionsCodepayRequest, 'mchid' | FilledIn<Client>>

/** The fields that identify an earlier payment, without those that the client knows. */
export type CodePaymentNumber<Client> = Client extends { readonly sub_mchid: string }
  ? { readonly out_trade_no: string; readonly sp_appid?: string; readonly sub_appid?: string }
  : Optional<{ readonly out_trade_no: string; readonly appid: string }, FilledIn<Client>>

/** The paid order in the answer of its query. */
export type CodeOrder<Client> = Client extends { readonly sub_mchid: string }
  ? PayPartnerTransactionByOutTradeNoResponse
  : PayTransactionByOutTradeNoResponse

/**
 * Completes a payment by code (付款码支付, APIv3). It pays, queries every ten seconds while the user enters the password,
 * and reverses an order that is unpaid after 45 seconds. A lost answer is handled in the same way, so the result always
 * states the outcome. A client created by `wxpay.partner(…)` pays for its sub-merchant.
 *
 * This takes up to a minute: show that the user is being asked (`onPending`), and let the cashier give up (`signal`).
 * If the process dies meanwhile, {@link settleCodePayment} continues from the order number.
 *
 * @param payment the documented fields without `mchid`; fields that `wxpay.with(…)` fills in may be left out too
 * @throws {RequestError} a field is missing or invalid; nothing was sent
 * @throws {NetworkError} there was no connection; nothing was sent
 * @throws {AbortedError} `signal` aborted before anything was sent
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012382150
 * @example
 * const shop = wxpay.with({ appid: 'wx8888888888888888' })
 * const result = await payByCode(shop, {
 *   description: '矿泉水', out_trade_no, amount: { total: 200 },
 *   payer: { auth_code: '130061098828009406' }, scene_info: { store_info: { id: '0001' } },
 * })
 * if (result.outcome === 'paid') print(result.order.transaction_id)
 */
export async function payByCode<Client extends AnyWechatPay>(
  wxpay: Client,
  payment: CodePaymentFields<Client>,
  options: CodePaymentOptions = {},
): Promise<CodePayment<CodeOrder<Client>>> {
  const client = machineryOf(wxpay, 'payByCode')
  const json = ownOptions(requireObject('payByCode', 'payment', payment as object))
  const own = ownOptions(requireObject('payByCode', 'options', options))
  const calls = callsOf<CodeOrder<Client>>('payByCode', client, json)
  return await payToTheEnd('payByCode', calls, client.config.clock, own)
}

/**
 * Completes an earlier payment by code whose outcome is unknown, as after a restart. It queries, and reverses the order
 * when it is unpaid after 45 seconds. A number that WeChat Pay does not know is `refused`.
 *
 * @param payment its `out_trade_no`, and the `appid` of the payment
 * @throws {RequestError} a field is missing or invalid; nothing was sent
 * @example
 * for (const out_trade_no of await openPayments()) await settleCodePayment(shop, { out_trade_no })
 */
export async function settleCodePayment<Client extends AnyWechatPay>(
  wxpay: Client,
  payment: CodePaymentNumber<Client>,
  options: CodePaymentOptions = {},
): Promise<CodePayment<CodeOrder<Client>>> {
  const client = machineryOf(wxpay, 'settleCodePayment')
  const json = ownOptions(requireObject('settleCodePayment', 'payment', payment as object))
  const own = ownOptions(requireObject('settleCodePayment', 'options', options))
  const calls = callsOf<CodeOrder<Client>>('settleCodePayment', client, json)
  return await settleToTheEnd(calls, client.config.clock, own)
}

/** Fields that identify the parties of an order. */
interface Parties {
  readonly appid?: unknown
  readonly sp_appid?: unknown
  readonly sub_appid?: unknown
}

function callsOf<Order>(who: string, client: Machinery, payment: object): CodeCalls<Order> {
  const { filled, config } = client
  const isPartner = filled?.['sub_mchid'] !== undefined
  const { appid, sp_appid, sub_appid } = ownOptions<Parties>({ ...filled, ...payment })
  const out_trade_no = requireText(who, 'out_trade_no', Reflect.get(payment, 'out_trade_no'))
  // The reversal needs the appid: an error at that point would leave the order open.
  if (!isPartner) requireText(who, 'appid', appid)
  const base = `v3/pay/${isPartner ? 'partner/' : ''}transactions`
  const own = isPartner ? {} : { mchid: config.mchid }
  const call = async (method: 'GET' | 'POST', path: string, given: object): Promise<unknown> =>
    ((await client.call(method, address(path), given)) as { readonly data: unknown }).data
  return {
    pay: async (options) => seen(await call('POST', `${base}/codepay`, { ...options, json: { ...own, ...payment } })),
    query: async (options) =>
      seen(await call('GET', `${base}/out-trade-no/{out_trade_no}`, { ...options, out_trade_no, query: own })),
    async reverse(options: CallOptions) {
      const json = isPartner ? { sp_appid, sub_appid } : { ...own, appid }
      await call('POST', `${base}/out-trade-no/{out_trade_no}/reverse`, { ...options, out_trade_no, json })
      return false
    },
  }
}

/** Address objects are reused, because the client caches operations by them. */
const ADDRESSES = new Map<string, Address>()

function address(path: string): Address {
  let known = ADDRESSES.get(path)
  if (!known) ADDRESSES.set(path, (known = { path }))
  return known
}

function seen<Order>(data: unknown): SeenOrder<Order> {
  const order = Object(data) as { readonly trade_state?: string }
  return { order: order as Order, outcome: paymentOutcome(order), trade_state: order.trade_state }
}

/** @internal */
export function requireText(who: string, field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new RequestError(field, `${who}: ${field}: expected a text, received ${describeValue(value)}`, {
    hint: {
      zh: `查询与撤销都要用到 ${field}，付款前必须给出`,
      en: `Queries and the reversal take it, so it has to be there before anything is paid.`,
    },
  })
}
