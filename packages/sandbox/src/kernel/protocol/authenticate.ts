import { requestSigningString } from 'wechatpay-ts/crypto'
import type { Refusal } from '../machine/refusal.ts'
import { type Authorization, parseAuthorization } from './authorization.ts'
import type { ProtocolDeps } from './deps.ts'
import { verifierOf } from './keys.ts'
import type { MerchantCertificate, MerchantView } from '../merchant/merchant-view.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Refused, refuseIf } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

const WINDOW_SECONDS = 300

/**
 * Authenticates the caller in production's order: form, scheme, clock, certificate, signature.
 *
 * @param signed the signed bytes, if they are not the body
 * @throws {Refused} 401
 */
export async function authenticate(
  request: ReceivedRequest,
  deps: ProtocolDeps,
  signed?: Uint8Array,
): Promise<MerchantView> {
  const authorization = parseAuthorization(request.headers.get('authorization'), request.path)
  const age = deps.wallClock() / 1000 - Number(authorization.timestamp)
  if (Math.abs(age) > WINDOW_SECONDS) throw new Refused(transportRefusals.timestampOff)
  const merchant = await deps.merchants.find(authorization.mchid)
  if (!merchant) throw new Refused(transportRefusals.certificateNone)
  const certificate = certificateOf(merchant, authorization.serial)
  const { method, target } = request
  const { timestamp, nonce, signature } = authorization
  const message = requestSigningString({ method, target, timestamp, nonce, body: signed ?? (await request.body()) })
  const valid = await verifierOf(certificate.spki).verify(message, signature)
  if (!valid) throw new Refused(wrongSignature(request, message))
  await refuseReplay(authorization, deps)
  return merchant
}

function certificateOf(merchant: MerchantView, serial: string): MerchantCertificate {
  if (merchant.certificates.length === 0) throw new Refused(transportRefusals.certificateNone)
  // A serial is a number in hexadecimal digits. Published clients that read it from the certificate write it in lower
  // case.
  const certificate = merchant.certificates.find((candidate) => candidate.serial === serial.toUpperCase())
  if (!certificate) throw new Refused(transportRefusals.certificateUnknown)
  if (certificate.status === 'expired') throw new Refused(transportRefusals.certificateExpired)
  if (certificate.status === 'revoked') throw new Refused(transportRefusals.certificateRevoked)
  if (merchant.apiV3Key.length === 0) throw new Refused(transportRefusals.apiV3KeyNone)
  return certificate
}

async function refuseReplay({ mchid, nonce }: Authorization, { policy, nonces }: ProtocolDeps): Promise<void> {
  if (!policy.rejectNonceReplay) return
  refuseIf((await nonces?.seen(mchid, nonce)) ? transportRefusals.nonceRepeated : undefined)
}

/** Shows the message that the server verified, but only the length and the first eight bytes of the body. */
function wrongSignature({ method, target }: ReceivedRequest, message: Uint8Array): Refusal {
  const bodyStart = startOfLine(message, 4)
  const shown = message.subarray(0, Math.min(bodyStart + 8, message.length - 1))
  return {
    ...transportRefusals.signatureWrong,
    detail: {
      detail: { issue: 'sign not match' },
      field: 'signature',
      location: 'authorization',
      sign_information: {
        method,
        url: target,
        truncated_sign_message: `${Buffer.from(shown).toString()}\n`,
        sign_message_length: message.length,
      },
    },
  }
}

/** @returns the position of a line, whose number counts from 0 */
function startOfLine(message: Uint8Array, number: number): number {
  let position = 0
  for (let line = 0; line < number; line++) position = message.indexOf(0x0a, position) + 1
  return position
}
