import { randomUUID } from 'node:crypto'
import type { SignType } from 'wechatpay-ts/v2'
import { beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Addressee } from './sample-content.ts'

type Json = Readonly<Record<string, unknown>>

/** A notification of APIv2 for signing and sending. */
export interface XmlNotice {
  readonly body: Json
  readonly signature: SignType | 'none'
}

/** Prefix of the names of APIv2 notifications. */
const PREFIX = 'v2/'

export function isXml(eventType: string): boolean {
  return eventType.startsWith(PREFIX)
}

/** The place of the content in the message: at its top, or in an encrypted field. */
export function placeInXml(eventType: string): 'req_info' | 'event_ciphertext' | undefined {
  if (eventType === 'v2/refund-processed') return 'req_info'
  // The deposit-free rentals of 2018 wrap an APIv3 notification in XML.
  return /^v2\/[A-Z]/.test(eventType) ? 'event_ciphertext' : undefined
}

/** Puts the content into its message. */
export function xmlNotice(eventType: string, content: Json, { merchant, now }: Addressee): XmlNotice {
  const party = { appid: merchant.appids[0], mch_id: merchant.mchid }
  switch (placeInXml(eventType)) {
    case 'req_info':
      return { body: { return_code: 'SUCCESS', ...party, req_info: content }, signature: 'none' }
    case 'event_ciphertext':
      return {
        body: {
          ...party,
          algorithm: 'HMAC-SHA256',
          event_id: randomUUID(),
          event_create_time: beijingTime(now).slice(0, 19).replaceAll(/\D/g, ''),
          event_type: eventType.slice(PREFIX.length),
          event_algorithm: 'AEAD_AES_256_GCM',
          event_ciphertext: content,
        },
        signature: 'HMAC-SHA256',
      }
    default:
      return { body: content, signature: content['sign_type'] === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5' }
  }
}
