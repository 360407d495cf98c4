import { refusals } from '../../products/payafter/refusals.ts'
import { transportRefusals } from './transport-refusals.ts'

/** English for messages that have no variable part; all others stay in Chinese, as many of production's do. */
const english: ReadonlyMap<string, string> = new Map([
  [transportRefusals.agentMissing.message, 'The Accept or User-Agent header is missing'],
  [transportRefusals.authorizationMalformed.message, 'The Authorization header is malformed'],
  [transportRefusals.authorizationRefused.message, 'The Authorization header cannot be verified'],
  [transportRefusals.schemeUnknown.message, 'The scheme of the Authorization header is not supported'],
  [transportRefusals.timestampOff.message, 'The timestamp in Authorization is more than 5 minutes away from now'],
  [transportRefusals.certificateNone.message, 'The merchant has no API certificate'],
  [transportRefusals.certificateUnknown.message, 'The serial number of the merchant certificate is wrong'],
  [transportRefusals.certificateExpired.message, 'The merchant certificate has expired'],
  [transportRefusals.certificateRevoked.message, 'The merchant certificate has been revoked'],
  [transportRefusals.apiV3KeyNone.message, 'The merchant has set no APIv3 key'],
  [transportRefusals.signatureWrong.message, 'The signature is wrong'],
  [transportRefusals.nonceRepeated.message, 'The nonce_str in Authorization has been used before'],
  [transportRefusals.tooManyRequests.message, 'Too many requests'],
  [transportRefusals.bodyTooLarge.message, 'The request body is too large'],
  [transportRefusals.contentTypeWrong.message, 'The Content-Type header must be application/json'],
  [transportRefusals.mchidMismatch.message, 'The mchid in the body differs from the one in Authorization'],
  [transportRefusals.serialMissing.message, 'The Wechatpay-Serial header is missing'],
  [transportRefusals.serialWrong.message, 'The Wechatpay-Serial header names an unknown key'],
  [transportRefusals.certificatesNone.message, 'There is no platform certificate; use the WeChat Pay public key'],
  [transportRefusals.systemError.message, 'System error, please try again later'],
  [refusals.orderNotExist.message, 'The order does not exist'],
  [refusals.serviceNotAllowed.message, 'The merchant has no permission to use this service'],
])

export type Language = 'zh-CN' | 'en'

/** The language an `Accept-Language` asks for first. */
export function languageOf(acceptLanguage: string | null): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh-CN'
}

/** @returns the message and the language it really is in */
export function localise(message: string, language: Language): [message: string, language: Language] {
  const translated = language === 'en' ? english.get(message) : undefined
  return translated === undefined ? [message, 'zh-CN'] : [translated, 'en']
}
