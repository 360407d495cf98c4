import type { ParsedCertificate } from '../crypto/keys/key-material.ts'
import { parseCertificate } from '../crypto/keys/key-material.ts'
import { utf8Decode } from '../crypto/utf8-decode.ts'
import type { ResourceCipher, SealedResource } from '../crypto/roles.ts'
import { ConfigError } from '../errors/config-error.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { isIssuedBy } from './certificate-chain.ts'

/** The conditions for trusting a downloaded certificate. */
export interface Trust {
  /** The cipher with the APIv3 key. Successful decryption authenticates the sender. */
  readonly cipher: ResourceCipher
  /**
   * Certificates of the authorities, one of which must have issued the certificate; empty to rely on the APIv3 key
   * alone.
   */
  readonly authorities: readonly ParsedCertificate[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Returns the certificates in an answer of `GET /v3/certificates`: decrypted, issued by a known authority, not expired.
 * The newest comes first and encrypts fields.
 *
 * @throws {MalformedResponseError} the body is no answer of the operation
 * @throws {ConfigError} the APIv3 key cannot decrypt one of them
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012551764
 */
export async function openCertificates(body: string, trust: Trust): Promise<ParsedCertificate[]> {
  const opened = await Promise.all(sealedCertificates(body).map((sealed) => open(sealed, trust.cipher)))
  const trusted = await Promise.all(opened.map((certificate) => isTrusted(certificate, trust)))
  return opened.filter((_, at) => trusted[at]).toSorted((one, other) => other.notBefore - one.notBefore)
}

function sealedCertificates(body: string): SealedResource[] {
  const sealed = entries(body).map((entry) => member(entry, 'encrypt_certificate') as SealedResource | undefined)
  if (
    sealed.length === 0 ||
    !sealed.every((one) => typeof one?.ciphertext === 'string' && typeof one.nonce === 'string')
  )
    throw malformed()
  return sealed as SealedResource[]
}

function entries(body: string): unknown[] {
  try {
    const data = member(JSON.parse(body), 'data')
    return Array.isArray(data) ? data : []
  } catch {
    throw malformed()
  }
}

/** Reads a member whose name may end with a blank, as in the documentation's own samples. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key.trim() === name)?.[1]
}

async function open(sealed: SealedResource, cipher: ResourceCipher): Promise<ParsedCertificate> {
  let plain: Uint8Array
  try {
    plain = await cipher.open(sealed)
  } catch (error) {
    throw new ConfigError(
      'apiV3Key',
      'apiV3Key: it does not open the platform certificates that WeChat Pay handed out',
      {
        cause: error,
        hint: {
          zh: '请核对商户平台「API 安全」中的 APIv3 密钥；刚改过的，请用新的',
          en: 'Compare it with the APIv3 key on the merchant platform; after a change the new one counts.',
        },
      },
    )
  }
  return parseCertificate('the downloaded platform certificate', utf8Decode(plain))
}

async function isTrusted(certificate: ParsedCertificate, { authorities, now }: Trust): Promise<boolean> {
  if (certificate.notAfter <= now) return false
  if (authorities.length === 0) return true
  for (const authority of authorities) if (await isIssuedBy(certificate, authority)) return true
  return false
}

/** Creates the error for an answer that holds no list of certificates. */
export function malformed(): MalformedResponseError {
  return new MalformedResponseError('GET v3/certificates: the answer holds no encrypted certificates', {
    status: 200,
    requestId: undefined,
  })
}
