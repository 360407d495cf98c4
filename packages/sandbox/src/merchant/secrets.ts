import { randomInt } from 'node:crypto'
import { type CertifiedKey, type KeyPair, certify, generateKeyPair } from './certificate-authority.ts'

/** Everything secret about one simulated merchant, on its side and on WeChat Pay's; kept in the database only. */
export interface MerchantSecrets {
  readonly appids: readonly string[]
  /** The sandbox's own CA; issued everything below. */
  readonly authority: CertifiedKey
  /** API certificates (商户API证书), newest last. */
  readonly certificates: readonly (CertifiedKey & { readonly status: 'valid' | 'expired' | 'revoked' })[]
  readonly platformKey: KeyPair & { readonly id: string }
  readonly platformCertificates: readonly CertifiedKey[]
  /** 32 characters each. */
  readonly apiV3Key: string
  readonly apiV2Key: string
  readonly mode: 'publicKey' | 'certificate' | 'switching'
}

/** The key pairs a merchant is made of. Making four takes about half a second; tests may bring their own. */
export interface MerchantKeys {
  readonly merchant: KeyPair
  readonly platform: KeyPair
  readonly platformCertificate: KeyPair
  readonly authority: KeyPair
}

const AUTHORITY = 'CN=wechatpay-ts sandbox CA, O=wechatpay-ts sandbox, C=CN'
const DAY_MS = 86_400_000

export async function generateMerchantKeys(): Promise<MerchantKeys> {
  const [merchant, platform, platformCertificate, authority] = await Promise.all([
    generateKeyPair(),
    generateKeyPair(),
    generateKeyPair(),
    generateKeyPair(),
  ])
  return { merchant, platform, platformCertificate, authority }
}

/**
 * Makes a merchant that can call at once.
 *
 * @param now real time, ms
 */
export async function createSecrets(options: {
  readonly mchid: string
  readonly appids: readonly string[]
  readonly keys: MerchantKeys
  readonly now: number
  readonly apiV3Key?: string
  readonly apiV2Key?: string
  readonly mode?: MerchantSecrets['mode']
}): Promise<MerchantSecrets> {
  const { mchid, appids, keys, now } = options
  const issue = { issuer: keys.authority, issuerName: AUTHORITY, notBefore: now - DAY_MS }
  const [authority, certificate, platformCertificate] = await Promise.all([
    certify({ ...issue, subject: keys.authority, subjectName: AUTHORITY }),
    certify({ ...issue, subject: keys.merchant, subjectName: `CN=${mchid}, O=微信商户系统, C=CN` }),
    certify({ ...issue, subject: keys.platformCertificate, subjectName: 'CN=Tenpay.com sandbox, O=Tenpay.com, C=CN' }),
  ])
  return {
    appids,
    authority,
    certificates: [{ ...certificate, status: 'valid' }],
    platformKey: { ...keys.platform, id: `PUB_KEY_ID_0${mchid}${randomText('0123456789', 23)}` },
    platformCertificates: [platformCertificate],
    apiV3Key: options.apiV3Key ?? randomText(ALPHANUMERIC, 32),
    apiV2Key: options.apiV2Key ?? randomText(ALPHANUMERIC, 32),
    mode: options.mode ?? 'publicKey',
  }
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
