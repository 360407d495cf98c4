import { createCipheriv, generateKeyPairSync, sign } from 'node:crypto'

/** Notifications as WeChat Pay would send them, signed with keys of this run. */

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const publicKeyId = 'PUB_KEY_ID_0114232134912410000000000000'
export const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }) as string
export const apiV3Key = '0123456789abcdef0123456789ABCDEF'

/** 2026-03-01T10:00:03+08:00. */
export const sentAt = 1_772_330_403
export const clock = { now: () => sentAt * 1000 }

export interface Envelope {
  id?: unknown
  create_time?: unknown
  event_type?: unknown
  resource_type?: unknown
  summary?: unknown
  resource?: unknown
}

export interface Resource {
  original_type?: unknown
  algorithm?: unknown
  ciphertext?: unknown
  associated_data?: unknown
  nonce?: unknown
}

export const order = {
  appid: 'wxd678efh567hg6787',
  mchid: '1900000109',
  out_order_no: 'PB20260301000001',
  service_id: '500001',
  state: 'USER_ACCEPTED',
  service_start_time: '20260301100003',
  risk_amount: 9900,
  finish_ticket: 'VElDS0VULTAwMDE=',
}

/** The body of a notification. Every part can be replaced. */
export function bodyOf(
  envelope: Envelope = {},
  plaintext: string = JSON.stringify(order),
  { key = apiV3Key, aad = 'payscore', resource }: { key?: string; aad?: string; resource?: Resource } = {},
): string {
  return JSON.stringify({
    id: 'EV-2026030110000300001',
    create_time: '2026-03-01T10:00:03+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'PAYSCORE.USER_ACCEPTED',
    summary: '用户确认订单成功',
    resource: {
      original_type: 'payscore',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: seal(plaintext, key, aad),
      associated_data: aad,
      nonce: 'Kj7QIyUiYx1q',
      ...resource,
    },
    ...envelope,
  })
}

/** The headers for a body. */
export function headersOf(
  body: string | Uint8Array,
  { timestamp = String(sentAt), nonce = '5K8264ILTKCH16CQ2502SI8ZNMTM67VS', serial = publicKeyId } = {},
) {
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')])
  return {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': sign('sha256', message, privateKey).toString('base64'),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** A request whose body arrives in chunks. */
export function streamed(body: ReadableStream<Uint8Array>, headers: Record<string, string>): Request {
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
  return new Request('https://shop.example/wechatpay', init)
}

export function delivery(body: string | Uint8Array = bodyOf(), headers: Parameters<typeof headersOf>[1] = {}) {
  return { headers: headersOf(body, headers), rawBody: body }
}

function seal(plaintext: string, key: string, aad: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, 'Kj7QIyUiYx1q')
  cipher.setAAD(Buffer.from(aad))
  return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}
