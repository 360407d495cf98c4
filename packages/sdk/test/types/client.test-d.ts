import { expectTypeOf } from 'vitest'
import {
  OutcomeUnknownError,
  Undecrypted,
  WechatPay,
  alreadyEncrypted,
  type AnyWechatPay,
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

// One operation has one type at its three addresses, each under two names.
const spelled = wxpay.v3.payscore.payafterOrders._out_order_no_.complete
expectTypeOf(spelled.post).returns.toEqualTypeOf<Promise<Result<PayafterOrderReference>>>()
expectTypeOf(spelled.postAsync).toEqualTypeOf(spelled.post)
expectTypeOf(wxpay.chain(path)).toEqualTypeOf(spelled)
expectTypeOf(wxpay[path]).toEqualTypeOf(spelled)
expectTypeOf(spelled.post.prepare(call)).resolves.toEqualTypeOf<PreparedRequest>()

// The blocking client has the same addresses and returns the answer itself.
const blockingSpelled = blocking.v3.payscore.payafterOrders._out_order_no_.complete
expectTypeOf(blockingSpelled.post).returns.toEqualTypeOf<Result<PayafterOrderReference>>()
expectTypeOf(blockingSpelled.postAsync).toEqualTypeOf(spelled.post)
expectTypeOf(blocking.chain(path).post).toEqualTypeOf(blockingSpelled.post)
expectTypeOf(blocking[path].post).toEqualTypeOf(blockingSpelled.post)
expectTypeOf(blockingSpelled.post).parameters.toEqualTypeOf<Parameters<typeof spelled.post>>()

// Helpers take the asynchronous client and its views, and no blocking one.
expectTypeOf(wxpay).toExtend<AnyWechatPay>()
expectTypeOf(wxpay.with({ appid: 'wx1' })).toExtend<AnyWechatPay>()
expectTypeOf(wxpay.partner('1900000110').with({ appid: 'wx1' })).toExtend<AnyWechatPay>()
expectTypeOf(blocking).not.toExtend<AnyWechatPay>()
expectTypeOf(blocking.with({ appid: 'wx1' })).not.toExtend<AnyWechatPay>()
expectTypeOf(blocking.partner('1900000110')).not.toExtend<AnyWechatPay>()
expectTypeOf(BlockingWechatPay.fromEnv({}, { brandId: '1' })).not.toExtend<AnyWechatPay>()

// Call options stand beside the options of the operation.
void spelled.post({ ...call, signal: AbortSignal.timeout(1), timeoutMs: 1, maxRetries: 0, baseUrl: 'x', checks: false })

// Each answer has the shape of its operation.
expectTypeOf(wxpay.v3.payscore.payafterOrders.get).returns.resolves.toEqualTypeOf<Result<PayafterOrder>>()
expectTypeOf<OutcomeUnknownError['query']>().returns.resolves.toEqualTypeOf<{ readonly data: unknown }>()

// Sensitive fields accept plaintext or marked ciphertext.
declare const phone: NonNullable<Parameters<typeof wxpay.v3.payscore.payafterOrders.post>[0]['json']['phone']>
expectTypeOf('13800138000').toExtend<typeof phone>()
expectTypeOf(alreadyEncrypted('AAAA', 'PUB_KEY_ID_1')).toExtend<typeof phone>()

// In answers, sensitive fields are plaintext, or marked where decryption failed; nobody mistakes ciphertext for a text.
type Complaint = NonNullable<
  Awaited<ReturnType<typeof wxpay.v3.merchantService.complaintsV2.get>>['data']['data']
>[number]
expectTypeOf<Complaint['payer_phone']>().toEqualTypeOf<string | Undecrypted | undefined>()

// The type of a path that the spec does not know says so.
expectTypeOf(wxpay.chain('v3/pay/transactions/natve')).toEqualTypeOf<UnknownAddress>()
expectTypeOf(wxpay.chain('v3/pay/transactions/natve').post).toEqualTypeOf<UnknownOperation>()

// @ts-expect-error options are required where one of them is
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

// The argument is optional where nothing in it is required.
void wxpay.v3.certificates.get()

// Downloads of an address that an answer names.
expectTypeOf(wxpay.download('https://a')).resolves.toEqualTypeOf<Result<Uint8Array>>()
expectTypeOf(blocking.download('https://a', { timeoutMs: 1 })).toEqualTypeOf<Result<Uint8Array>>()
// @ts-expect-error the address already has its parameters
void wxpay.download('https://a', { query: {} })

// Addresses that the spec does not know yet work, and their data is unknown.
expectTypeOf(wxpay.chain('v3/some/{id}/new-api').post({ id: '1', json: {} })).resolves.toEqualTypeOf<Result<unknown>>()
expectTypeOf(blocking.chain('v3/some/new-api').get()).toEqualTypeOf<Result<unknown>>()

// @ts-expect-error an option that does not exist
void new WechatPay({ mchid: '1', merchant: {}, platform: {}, privateKey: 'pem' })
// @ts-expect-error a client is read-only
wxpay.mchid = '1'

// Two operations have different types, so the tests of operations prove something.
// @ts-expect-error another operation
oneType(wxpay.v3.certificates, wxpay.chain('v3/bill/tradebill'), wxpay['v3/certificates'])
