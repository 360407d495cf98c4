import { expectTypeOf } from 'vitest'
import {
  OutcomeUnknownError,
  Undecrypted,
  WechatPay,
  alreadyEncrypted,
  type PayafterOrder,
  type PayafterOrderCompleteOptions,
  type PayafterOrderReference,
  type PreparedRequest,
  type Result,
  type UnknownAddress,
  type UnknownOperation,
} from '../../src/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'
import { oneType } from './one-type.ts'

const wxpay = new WechatPay({
  mchid: '1900000109',
  merchant: { privateKey: 'pem', certificateSerial: 'hex' },
  platform: { publicKeys: { PUB_KEY_ID_1: 'pem' } },
})
const blocking = BlockingWechatPay.fromEnv()

const path = 'v3/payscore/payafter-orders/{out_order_no}/complete'
const call: PayafterOrderCompleteOptions = {
  out_order_no: 'PB1',
  json: { appid: 'wx1', service_id: '5', finish_type: 1, cancel_reason: '未弹出', total_amount: 0, finish_ticket: 't' },
}

// One operation, three addresses, each by two names: one type.
const spelled = wxpay.v3.payscore.payafterOrders._out_order_no_.complete
expectTypeOf(spelled.post).returns.toEqualTypeOf<Promise<Result<PayafterOrderReference>>>()
expectTypeOf(spelled.postAsync).toEqualTypeOf(spelled.post)
expectTypeOf(wxpay.chain(path)).toEqualTypeOf(spelled)
expectTypeOf(wxpay[path]).toEqualTypeOf(spelled)
expectTypeOf(spelled.post.prepare(call)).resolves.toEqualTypeOf<PreparedRequest>()

// The blocking client: the same addresses, the answer itself.
const blockingSpelled = blocking.v3.payscore.payafterOrders._out_order_no_.complete
expectTypeOf(blockingSpelled.post).returns.toEqualTypeOf<Result<PayafterOrderReference>>()
expectTypeOf(blockingSpelled.postAsync).toEqualTypeOf(spelled.post)
expectTypeOf(blocking.chain(path).post).toEqualTypeOf(blockingSpelled.post)
expectTypeOf(blocking[path].post).toEqualTypeOf(blockingSpelled.post)
expectTypeOf(blockingSpelled.post).parameters.toEqualTypeOf<Parameters<typeof spelled.post>>()

// Call options stand beside the operation's own.
void spelled.post({ ...call, signal: AbortSignal.timeout(1), timeoutMs: 1, maxRetries: 0, baseUrl: 'x', checks: false })

// Answers have the shape of their operation.
expectTypeOf(wxpay.v3.payscore.payafterOrders.get).returns.resolves.toEqualTypeOf<Result<PayafterOrder>>()
expectTypeOf<OutcomeUnknownError['query']>().returns.resolves.toEqualTypeOf<{ readonly data: unknown }>()

// Sensitive fields take plaintext or what is marked.
declare const phone: NonNullable<Parameters<typeof wxpay.v3.payscore.payafterOrders.post>[0]['json']['phone']>
expectTypeOf('13800138000').toExtend<typeof phone>()
expectTypeOf(alreadyEncrypted('AAAA', 'PUB_KEY_ID_1')).toExtend<typeof phone>()

// In answers they are plaintext, or marked where they could not be opened; nobody can take ciphertext for a text.
type Complaint = NonNullable<
  Awaited<ReturnType<typeof wxpay.v3.merchantService.complaintsV2.get>>['data']['data']
>[number]
expectTypeOf<Complaint['payer_phone']>().toEqualTypeOf<string | Undecrypted | undefined>()

// A path that the spec does not know says so in its type.
expectTypeOf(wxpay.chain('v3/pay/transactions/natve')).toEqualTypeOf<UnknownAddress>()
expectTypeOf(wxpay.chain('v3/pay/transactions/natve').post).toEqualTypeOf<UnknownOperation>()

// @ts-expect-error options are required where something in them is
void spelled.post()
// @ts-expect-error the path parameter is missing
void spelled.post({ json: call.json })
// @ts-expect-error the body is missing
void spelled.post({ out_order_no: 'PB1' })
// @ts-expect-error a typing mistake in a call option
void spelled.post({ ...call, timeout: 1 })
// @ts-expect-error a typing mistake in a field
void spelled.post({ ...call, json: { ...call.json, finish_tickets: 't' } })
// @ts-expect-error amounts are numbers of fen
void spelled.post({ ...call, json: { ...call.json, total_amount: '0' } })
// @ts-expect-error no such segment
void wxpay.v3.payscore.payAfterOrders
// @ts-expect-error no such method at this address
void spelled.get
// @ts-expect-error no such address
void wxpay['v3/payscore/payafter-orders/{out_order_no}/completes']

// Where nothing is required, nothing need be given.
void wxpay.v3.certificates.get()

// What answers name by an address.
expectTypeOf(wxpay.download('https://a')).resolves.toEqualTypeOf<Result<Uint8Array>>()
expectTypeOf(blocking.download('https://a', { timeoutMs: 1 })).toEqualTypeOf<Result<Uint8Array>>()
// @ts-expect-error its parameters are in the address
void wxpay.download('https://a', { query: {} })

// Addresses the spec does not know yet work, and promise nothing about their data.
expectTypeOf(wxpay.chain('v3/some/{id}/new-api').post({ id: '1', json: {} })).resolves.toEqualTypeOf<Result<unknown>>()
expectTypeOf(blocking.chain('v3/some/new-api').get()).toEqualTypeOf<Result<unknown>>()

// @ts-expect-error an option that does not exist
void new WechatPay({ mchid: '1', merchant: {}, platform: {}, privateKey: 'pem' })
// @ts-expect-error a client is read-only
wxpay.mchid = '1'

// Two operations do not have one type: what the tests of operations ask holds something.
// @ts-expect-error another operation
oneType(wxpay.v3.certificates, wxpay.chain('v3/bill/tradebill'), wxpay['v3/certificates'])
