import type { Address } from '../operation/address.ts'
import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf, type Machinery } from '../client/machinery.ts'
import { ownOptions } from '../shared/own-options.ts'
import type { V2PayMicropayRequest, V2PayMicropayResponse, V2PayOrderqueryResponse } from '../generated/chain.ts'
import type { CallOptions } from '../request/call-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { FilledIn, Optional } from '../client/view.ts'
import type { CodeCalls, CodePayment, CodePaymentOptions } from './code-payment.ts'
import { requireText } from './pay-by-code.ts'
import { paymentOutcome } from './payment-outcome.ts'
import { payToTheEnd, settleToTheEnd } from './settle-code-payment.ts'

type Required = 'appid' | 'body' | 'out_trade_no' | 'total_fee' | 'spbill_create_ip' | 'auth_code'

/** Fields of a payment by code of APIv2, without `mch_id` and the fields that a view of the client fills in. */
export type CodePaymentFieldsV2<Client> = Omit<V2PayMicropayRequest, Required> &
  Optional<{ readonly [Name in Required]: NonNullable<V2PayMicropayRequest[Name]> }, FilledIn<Client>>

/** The fields that identify an earlier payment of APIv2. */
export type CodePaymentNumberV2<Client> = Optional<
  { readonly appid: string; readonly out_trade_no: string },
  FilledIn<Client>
> &
  Pick<V2PayMicropayRequest, 'sub_appid' | 'sub_mch_id' | 'sign_type'>

/** The paid order in the answer of the payment or its query. */
export type CodeOrderV2 = V2PayMicropayResponse | V2PayOrderqueryResponse

/**
 * Completes a payment by code (付款码支付, APIv2) as {@link payByCode} does for APIv3. Reversals need the client certificate
 * (`merchant.clientCertificate`), so a client without one is refused before it pays.
 *
 * @param payment the documented fields without `mch_id`; fields that `wxpay.with(…)` fills in may be left out too
 * @throws {RequestError} a field or the client certificate is missing; nothing was sent
 * @throws {NetworkError} there was no connection; nothing was sent
 * @throws {AbortedError} `signal` aborted before anything was sent
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011937125
 * @example
 * const result = await payByCodeV2(wxpay.with({ appid: 'wx8888888888888888' }), {
 *   body: '矿泉水', out_trade_no, total_fee: 200, spbill_create_ip: '203.0.113.9', auth_code: '130061098828009406',
 * })
 */
export async function payByCodeV2<Client extends AnyWechatPay>(
  wxpay: Client,
  payment: CodePaymentFieldsV2<Client>,
  options: CodePaymentOptions = {},
): Promise<CodePayment<CodeOrderV2>> {
  const { client, calls, own } = await begin('payByCodeV2', wxpay, payment, options)
  return await payToTheEnd('payByCodeV2', calls, client.config.clock, own)
}

/**
 * Completes an earlier payment by code of APIv2 whose outcome is unknown, as {@link settleCodePayment} does for APIv3.
 *
 * @param payment its `out_trade_no`, and the `appid` of the payment
 * @throws {RequestError} a field or the client certificate is missing; nothing was sent
 */
export async function settleCodePaymentV2<Client extends AnyWechatPay>(
  wxpay: Client,
  payment: CodePaymentNumberV2<Client>,
  options: CodePaymentOptions = {},
): Promise<CodePayment<CodeOrderV2>> {
  const { client, calls, own } = await begin('settleCodePaymentV2', wxpay, payment, options)
  return await settleToTheEnd(calls, client.config.clock, own)
}

const PAY: Address = { path: 'v2/pay/micropay' }
const QUERY: Address = { path: 'v2/pay/orderquery' }
const REVERSE: Address = { path: 'v2/secapi/pay/reverse' }

interface Begun {
  readonly client: Machinery
  readonly calls: CodeCalls<CodeOrderV2>
  readonly own: CodePaymentOptions
}

async function begin(who: string, wxpay: AnyWechatPay, payment: object, options: CodePaymentOptions): Promise<Begun> {
  const client = machineryOf(wxpay, who)
  const xml = ownOptions<Partial<V2PayMicropayRequest>>(requireObject(who, 'payment', payment))
  const own = ownOptions(requireObject(who, 'options', options))
  // Checks the fields that queries and the reversal need: an error at that point would leave the order open.
  const { appid, sub_appid, sub_mch_id, sign_type } = ownOptions<Partial<V2PayMicropayRequest>>({
    ...client.filled,
    ...xml,
  })
  requireText(who, 'appid', appid)
  const out_trade_no = requireText(who, 'out_trade_no', xml.out_trade_no)
  await requireCertificate(client, own)
  const named = { appid, sub_appid, sub_mch_id, out_trade_no, sign_type }
  const call = async (address: Address, fields: object, given: CallOptions): Promise<CodeOrderV2> =>
    ((await client.call('POST', address, { ...given, xml: fields })) as { readonly data: CodeOrderV2 }).data
  const calls: CodeCalls<CodeOrderV2> = {
    pay: async (given) => ({ order: await call(PAY, xml, given), outcome: 'paid', trade_state: 'SUCCESS' }),
    async query(given) {
      const order = (await call(QUERY, named, given)) as V2PayOrderqueryResponse
      return { order, outcome: paymentOutcome(order), trade_state: order.trade_state }
    },
    reverse: async (given) => Reflect.get(await call(REVERSE, named, given), 'recall') === 'Y',
  }
  return { client, calls, own }
}

async function requireCertificate(client: Machinery, { baseUrl }: CallOptions): Promise<void> {
  const [{ certificateFor }, { operation, facts }] = [
    await import('../request/v2/client-certificate.ts'),
    await client.find('POST', REVERSE),
  ]
  await certificateFor({ operation, facts }, baseUrl ?? client.config.hosts[0], client.config)
}
