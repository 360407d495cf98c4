import { SCHEME } from 'wechatpay-ts/crypto'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

/** The merchant's claims in `Authorization`. */
export interface Authorization {
  /** For a brand its `brand_id`, which in the sandbox equals the merchant's number. */
  readonly mchid: string
  readonly nonce: string
  readonly signature: string
  /** Unix seconds, as written. */
  readonly timestamp: string
  /** Serial number of the merchant's API certificate. */
  readonly serial: string
}

const FORM = /^(\S+) (\w+="[^"]*"(?:,\w+="[^"]*")*)$/
const NAMES = ['nonce_str', 'signature', 'timestamp', 'serial_no'] as const
/** Brands sign like merchants, under another scheme name. */
export const BRAND_SCHEME = 'WECHATPAY-BRAND-SHA256-RSA2048'

/** Whether only brands call an operation. Partners call those below `/v3/brand/`. */
export function isBrandPath(path: string): boolean {
  return path.startsWith('/brand/')
}

/**
 * Payments have their own gateway, which requires no `User-Agent`, has one text for all errors, and sends no
 * `Request-ID`.
 */
export function isPayment(path: string): boolean {
  return path.startsWith('/v3/pay/transactions/')
}

/** @throws {Refused} 401 for a missing or malformed header and for a scheme that is not RSA's */
export function parseAuthorization(header: string | null, path = ''): Authorization {
  const refused = (why: 'authorizationMalformed' | 'schemeUnknown') =>
    new Refused(transportRefusals[isPayment(path) ? 'authorizationRefused' : why])
  const [, scheme, list = ''] = FORM.exec(header ?? '') ?? []
  const pairs = [...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const)
  const values = new Map(pairs)
  const isBrand = scheme === BRAND_SCHEME && isBrandPath(path)
  const number = values.get(isBrand ? 'brand_id' : 'mchid') ?? ''
  const complete = pairs.length === NAMES.length + 1 && number !== '' && NAMES.every((name) => values.get(name))
  const timestamp = values.get('timestamp') ?? ''
  if (!complete || !/^\d{1,18}$/.test(timestamp)) throw refused('authorizationMalformed')
  if (scheme !== (isBrandPath(path) ? BRAND_SCHEME : SCHEME)) throw refused('schemeUnknown')
  return {
    mchid: number,
    nonce: values.get('nonce_str') ?? '',
    signature: values.get('signature') ?? '',
    timestamp,
    serial: values.get('serial_no') ?? '',
  }
}
