import { getEventListeners } from 'node:events'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AbortedError, WechatPay, type CallOptions, type WechatPayOptions } from '../../src/index.ts'
import { apiV2Key } from '../helpers/api-v2-key.ts'
import { answer, merchantKey, merchantSerial, SigningServer } from '../helpers/signing-server.ts'

/** Something on which a call waits and that never comes. */
const never = (): Promise<never> => new Promise(() => {})

let server: SigningServer
/** Aborts when the call has begun to wait. */
let controller: AbortController

beforeEach(async () => {
  server = await SigningServer.start()
  controller = new AbortController()
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

/** Gives the call up as soon as it waits, and never comes. */
function waited(): Promise<never> {
  setImmediate(() => controller.abort(new Error('the user left')))
  return never()
}

async function* endless(): AsyncGenerator<Uint8Array, void> {
  yield Uint8Array.of(1)
  await waited()
}

const scheme = 'WECHATPAY2-SHA256-RSA2048'
const order = (wxpay: WechatPay, options: CallOptions) =>
  wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({
    out_trade_no: 'T1',
    json: { mchid: '1900000109' },
    ...options,
  })
const picture = (wxpay: WechatPay, options: CallOptions) =>
  wxpay.v3.merchant.media.upload.post({ file: { filename: 'a.jpg', content: endless() }, ...options })

test.each<[string, Partial<WechatPayOptions>, (wxpay: WechatPay, options: CallOptions) => Promise<unknown>]>([
  ['a signature', { merchant: { signer: { scheme, sign: waited }, certificateSerial: merchantSerial } }, order],
  ['the private key', { merchant: { privateKey: waited, certificateSerial: merchantSerial } }, order],
  ['the store of certificates', { platform: { download: { store: { read: waited, write: never } } } }, order],
  ['the file of an upload', {}, picture],
  [
    'the file of an upload of APIv2',
    { apiV2Key },
    (wxpay, options) =>
      wxpay.v2.secapi.mch.uploadmedia.post({
        file: { filename: 'a.jpg', content: Readable.from(endless()) },
        ...options,
      }),
  ],
  [
    'the signature of a download',
    { merchant: { signer: { scheme, sign: waited }, certificateSerial: merchantSerial } },
    (wxpay, options) => wxpay.download(`${server.url}/v3/merchant-service/images/1`, options),
  ],
])('a call that waits for %s is given up at once, and nothing is sent', async (_name, more, call) => {
  const wxpay = new WechatPay(server.options(more))
  const aborted = call(wxpay, { signal: controller.signal })
  await expect(aborted).rejects.toThrow(AbortedError)
  await expect(aborted).rejects.toMatchObject({
    cause: { message: 'the user left' },
    stack: expect.stringContaining('abort.test.ts') as unknown,
  })
  expect(server.received).toEqual([])
  wxpay.close()
})

test('a call that waits for the key of its answer is given up at once', async () => {
  const store = { read: waited, write: never }
  const { platform } = server.options()
  const wxpay = new WechatPay(server.options({ platform: { ...platform, download: { store } } }))
  server.next(answer({}, { serial: '5157F09EFDC096DE15EBE81A47057A7200000000' }))
  await expect(order(wxpay, { signal: controller.signal })).rejects.toThrow(AbortedError)
  expect(server.received).toHaveLength(1)
  wxpay.close()
})

test('a call that waits for its own decrypter is given up at once', async () => {
  const { signer } = { signer: { scheme, sign: async () => 'AAAA' } }
  const merchant = { signer, decrypter: { decrypt: waited }, certificateSerial: merchantSerial }
  const wxpay = new WechatPay(server.options({ merchant }))
  server.next(answer({ complaint_id: '1', payer_phone: 'AAAA' }))
  const { signal } = controller
  const call = wxpay.v3.merchantService.complaintsV2._complaint_id_.get({ complaint_id: '1', signal })
  await expect(call).rejects.toThrow(AbortedError)
  wxpay.close()
})

test('what still comes after the abort is not sent, and its failure ends no process', async () => {
  const late = Promise.withResolvers<never>()
  const loading = Promise.withResolvers<void>()
  const privateKey = (): Promise<never> => {
    loading.resolve()
    return late.promise
  }
  const wxpay = new WechatPay(server.options({ merchant: { privateKey, certificateSerial: merchantSerial } }))
  const call = order(wxpay, { signal: controller.signal })
  await loading.promise
  controller.abort()
  await expect(call).rejects.toThrow(AbortedError)
  late.reject(new Error('the vault is closed'))
  await new Promise(setImmediate)
  expect(server.received).toEqual([])
  wxpay.close()
})

/** An AbortController as packages bring it for older runtimes: its signal is no instance of the global class. */
class Polyfill {
  readonly signal = Object.assign(new EventTarget(), { aborted: false })

  abort(): void {
    this.signal.aborted = true
    this.signal.dispatchEvent(new Event('abort'))
  }
}

test('a signal of a polyfill, or of another realm, is heard like one of this realm', async () => {
  const foreign = new Polyfill()
  const merchant = { signer: { scheme, sign: never }, certificateSerial: merchantSerial }
  const wxpay = new WechatPay(server.options({ merchant }))
  const call = order(wxpay, { signal: foreign.signal as unknown as AbortSignal })
  setImmediate(() => foreign.abort())
  await expect(call).rejects.toThrow(AbortedError)
  wxpay.close()
})

test('a finished call leaves no listener on its signal', async () => {
  const merchant = { privateKey: async () => merchantKey, certificateSerial: merchantSerial }
  const wxpay = new WechatPay(server.options({ merchant }))
  await order(wxpay, { signal: controller.signal })
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  wxpay.close()
})
