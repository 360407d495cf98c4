import { crypto } from '#crypto'
import { ownOptions } from '../shared/own-options.ts'
import { base64Encode } from '../crypto/base64-encode.ts'
import { parseApiKey } from '../crypto/keys/api-key.ts'
import { utf8 } from '../crypto/bytes.ts'
import { nonce } from '../crypto/nonce.ts'
import { RequestError } from '../errors/request-error.ts'
import { requireObject } from '../shared/require-object.ts'
import { ApiV2Key, type SignType } from '../v2/api-v2-key.ts'
import { eventId, kindOf } from '../webhook/v2/notification-kinds.ts'
import { textFields, toXml, type Fields } from '../v2/to-xml.ts'
import { refuseUnknownDefect } from './signed-by-platform.ts'
import type { NotificationOptions, TestDelivery } from './signed-notification.ts'
import type { TestKeys } from './test-keys.ts'
import { TEST_APPID, TEST_MCHID } from './test-merchant.ts'

export interface SignedV2ResponseOptions {
  /** Default: MD5, which most operations of APIv2 use for answers. */
  readonly signType?: SignType
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: genuine. */
  readonly defect?: 'bad-signature' | 'altered' | 'truncated'
}

/** APIv2 signatures cover fields, but neither the bytes nor the time of sending. */
const ANSWER_DEFECTS = { 'bad-signature': true, altered: true, truncated: true } as const
const NOTIFICATION_DEFECTS = { ...ANSWER_DEFECTS, undecryptable: true } as const

/** Events whose content is encrypted under the APIv3 key. */
const RENTAL = /^(?:CHECK|TRANSACTION)\.(?:SUCCESS|FAIL)$/

/** Creates an answer in XML. An answer whose `return_code` is FAIL is unsigned, as WeChat Pay's are. */
export async function makeV2Response(
  keys: TestKeys,
  fields: object,
  given: SignedV2ResponseOptions = {},
): Promise<Response> {
  const { signType = 'MD5', headers, defect } = ownOptions(requireObject('signedV2Response', 'options', given))
  refuseUnknownDefect(defect, ANSWER_DEFECTS)
  const all = textFields({ ...success(), appid: TEST_APPID, mch_id: TEST_MCHID, nonce_str: nonce(), ...fields })
  const signed =
    all['return_code'] === 'SUCCESS' ? await withSign(keys, all, signType, defect) : textFields({ ...fields })
  return new Response(damagedXml(toXml(signed), defect), {
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
  })
}

/** @param eventType the event's name without `v2/` */
export async function makeV2Delivery(
  keys: TestKeys,
  eventType: string,
  resource: object,
  given: NotificationOptions = {},
): Promise<TestDelivery> {
  const { defect } = ownOptions(requireObject('signedNotification', 'options', given))
  refuseUnknownDefect(defect, NOTIFICATION_DEFECTS)
  const fields = await outerFields(keys, eventType, resource, defect)
  const kind = kindOf(fields)
  if (kind?.type !== eventType) throw unlike(eventType)
  const id = eventId(kind, fields['req_info'] === undefined ? fields : textFields({ ...resource }))
  const again = async (): Promise<TestDelivery> => {
    // A refund has no signature: successful decryption of its content is the only authentication.
    const signed = fields['req_info'] === undefined ? await withSign(keys, fields, 'MD5', defect) : fields
    const rawBody = damagedXml(toXml(signed), defect)
    const headers = { 'content-type': 'text/xml; charset=utf-8' }
    return {
      id,
      headers,
      rawBody,
      request: (url = 'https://merchant.test/wechatpay') =>
        new Request(url, { method: 'POST', headers, body: rawBody }),
      again,
    }
  }
  return again()
}

async function outerFields(
  keys: TestKeys,
  eventType: string,
  resource: object,
  defect: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const party = { appid: TEST_APPID, mch_id: TEST_MCHID, nonce_str: nonce() }
  if (eventType === 'refund-processed') {
    const key = new ApiV2Key(defect === 'undecryptable' ? nonce() : keys.apiV2Key)
    const req_info = base64Encode(await key.encrypt(utf8(toXml(textFields({ ...resource }), 'root'))))
    return { return_code: 'SUCCESS', ...party, req_info }
  }
  if (RENTAL.test(eventType)) {
    const key = parseApiKey('apiV3Key', defect === 'undecryptable' ? nonce() : keys.apiV3Key)
    const once = nonce().slice(0, 12)
    return {
      ...party,
      event_id: nonce(),
      event_type: eventType,
      event_associated_data: 'rent',
      event_nonce: once,
      event_ciphertext: await crypto.resourceCipher(key).seal(utf8(JSON.stringify(resource)), once, 'rent'),
    }
  }
  return textFields({ ...outcome(eventType), ...party, ...resource })
}

function outcome(eventType: string): Fields {
  if (/^combined-transactions|^transaction-/.test(eventType))
    return eventType.endsWith('-failed') ? { return_code: 'SUCCESS', result_code: 'FAIL' } : success()
  return { return_code: 'SUCCESS' }
}

function success(): { readonly return_code: 'SUCCESS'; readonly result_code: 'SUCCESS' } {
  return { return_code: 'SUCCESS', result_code: 'SUCCESS' }
}

async function withSign(
  { apiV2Key }: TestKeys,
  fields: Readonly<Record<string, string>>,
  signType: SignType,
  defect: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const sign = await new ApiV2Key(defect === 'bad-signature' ? nonce() : apiV2Key).sign(fields, signType)
  // Appends a digit to a signed field.
  return { ...fields, sign, ...(defect === 'altered' && { total_fee: `${fields['total_fee'] ?? ''}1` }) }
}

function damagedXml(xml: string, defect: string | undefined): string {
  return defect === 'truncated' ? xml.slice(0, -8) : xml
}

/**
 * Creates the error for fields that belong to another event. APIv2 notifications carry no type, so their fields must
 * identify it.
 */
function unlike(eventType: string): RequestError {
  return new RequestError('resource', `v2/${eventType}: these fields are not told as such a notification`, {
    hint: {
      zh: 'APIv2 的通知没有类型字段，靠字段辨认：支付要有 out_trade_no，合单要有 combine_out_trade_no，签约要有 change_type，失败的 result_code 为 FAIL；请补上',
      en: 'APIv2 writes no type on notifications, their fields tell: a payment has out_trade_no, a combined one combine_out_trade_no, a contract change_type, and a failure the result_code FAIL. Give them.',
    },
  })
}
