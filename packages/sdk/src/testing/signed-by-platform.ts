import { utf8 } from '../crypto/bytes.ts'
import { nonce } from '../crypto/nonce.ts'
import { describeName } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import { responseSigningString } from '../crypto/signing-string.ts'
import { spoiled, type OpenTestKeys } from './test-keys.ts'

/** Defects of signed APIv3 answers and notifications. */
export type SigningDefect =
  | 'bad-signature'
  | 'signtest'
  | 'altered'
  | 'truncated'
  | 'stale'
  | 'from-the-future'
  | 'unknown-serial'
  | 'missing-header'

const TEN_MINUTES = 600

/**
 * Creates the `Wechatpay-*` headers for a body, in lower case.
 *
 * @param now milliseconds since the epoch
 */
export async function signatureHeaders(
  keys: OpenTestKeys,
  now: number,
  body: Uint8Array | string,
  defect?: string,
): Promise<Record<string, string>> {
  const shift = defect === 'stale' ? -TEN_MINUTES : defect === 'from-the-future' ? TEN_MINUTES : 0
  const timestamp = String(Math.floor(now / 1000) + shift)
  const once = nonce()
  const bytes = typeof body === 'string' ? utf8(body) : body
  const signature = await keys.signer.sign(responseSigningString(timestamp, once, bytes))
  const headers: Record<string, string> = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': once,
    'wechatpay-serial': defect === 'unknown-serial' ? `PUB_KEY_ID_${'9'.repeat(34)}` : keys.publicKeyId,
    'wechatpay-signature': damagedSignature(signature, defect),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
  if (defect === 'missing-header') delete headers['wechatpay-signature']
  return headers
}

function damagedSignature(signature: string, defect: string | undefined): string {
  if (defect === 'bad-signature') return spoiled(signature)
  // Base64 of a length that confuses lenient decoders.
  if (defect === 'signtest') return `WECHATPAY/SIGNTEST/${signature.slice(19, -3)}`
  return signature
}

/** Refuses a misspelt defect. It would create a genuine message, and the test would pass for another reason. */
export function refuseUnknownDefect(defect: string | undefined, known: Readonly<Record<string, true>>): void {
  if (defect === undefined || Object.hasOwn(known, defect)) return
  const there = Object.keys(known).join(', ')
  throw new RequestError('defect', `defect: there is no ${describeName(defect)} here; there are ${there}`)
}
