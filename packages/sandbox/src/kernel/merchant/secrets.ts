import { randomInt } from 'node:crypto'
import type { MerchantTerms } from '../ledger/terms.ts'
import type { PlatformMode } from './platform-state.ts'
import { type CertifiedKey, type KeyPair, type Name, certify, generateKeyPair } from './certificate-authority.ts'

/** A merchant that sells, or a partner (服务商) that acts for others. */
export type MerchantRole = 'merchant' | 'partner'

/** All secrets of one simulated merchant, on its side and on WeChat Pay's. Stored in the database only. */
export interface MerchantSecrets {
  readonly appids: readonly string[]
  /** Default: `merchant`. */
  readonly role?: MerchantRole
  /** Numbers of the partners that act for it. */
  readonly partners?: readonly string[]
  /** Numbers of former partners. */
  readonly formerPartners?: readonly string[]
  /** The right to be paid is suspended. */
  readonly restricted?: boolean
  /** The sandbox's own CA, which issued all certificates below. */
  readonly authority: CertifiedKey
  /** API certificates (商户API证书), newest last. */
  readonly certificates: readonly (CertifiedKey & { readonly status: 'valid' | 'expired' | 'revoked' })[]
  readonly platformKey: KeyPair & { readonly id: string }
  /** Newest last; empty for a merchant that only has the public key. */
  readonly platformCertificates: readonly CertifiedKey[]
  /** 32 characters each. */
  readonly apiV3Key: string
  readonly apiV2Key: string
  readonly mode: PlatformMode
  /** Terms that differ from the default. */
  readonly terms?: Partial<MerchantTerms>
  /** See {@link successorPercentOf}. */
  readonly successorPercent?: number
}

/** Share of signatures of the key that takes over. Default: half during a switch, everything during a rotation. */
export function successorPercentOf({ mode, successorPercent }: MerchantSecrets): number {
  return successorPercent ?? (mode === 'switching' ? 50 : 100)
}

/** Keys of a merchant that joins a sandbox; the sandbox's own authority certifies them. */
export interface JoiningKeys {
  readonly merchant: KeyPair
  readonly platform: KeyPair
  readonly platformCertificate: KeyPair
}

/** The key pairs of a merchant. Generating four takes about half a second; tests may pass their own. */
export interface MerchantKeys extends JoiningKeys {
  readonly authority: KeyPair
}

const AUTHORITY: Name = { commonName: 'wechatpay-ts sandbox CA', organization: 'wechatpay-ts sandbox' }
const DAY_MS = 86_400_000

/** Names of the pairs of a merchant that joins. */
export const JOINING = ['merchant', 'platform', 'platformCertificate'] as const
/** Names of the pairs of a new sandbox. */
export const FIRST = [...JOINING, 'authority'] as const

/** Gives each name one of the pairs that are ready, or a new one where they are used up. */
export async function nameKeys<Name extends string>(
  names: readonly Name[],
  ready: readonly KeyPair[],
  generate: () => Promise<KeyPair>,
): Promise<Record<Name, KeyPair>> {
  const pairs = await Promise.all(names.map(async (name, at) => [name, ready[at] ?? (await generate())]))
  return Object.fromEntries(pairs) as Record<Name, KeyPair>
}

export async function generateMerchantKeys(): Promise<MerchantKeys> {
  return nameKeys(FIRST, [], generateKeyPair)
}

/**
 * Creates the sandbox's own CA.
 *
 * @param now real time, ms
 */
export function createAuthority(keys: KeyPair, now: number): Promise<CertifiedKey> {
  return certify({
    issuer: keys,
    issuerName: AUTHORITY,
    notBefore: now - DAY_MS,
    subject: keys,
    subjectName: AUTHORITY,
  })
}

/**
 * Creates the secrets of a merchant that can call at once.
 *
 * @param now real time, ms
 */
export async function createSecrets(options: {
  readonly mchid: string
  readonly appids: readonly string[]
  readonly keys: JoiningKeys
  readonly authority: CertifiedKey
  readonly now: number
  readonly apiV3Key?: string
  readonly apiV2Key?: string
  readonly mode?: MerchantSecrets['mode']
  readonly successorPercent?: number
  readonly terms?: Partial<MerchantTerms>
}): Promise<MerchantSecrets> {
  const { mchid, appids, keys, authority, now } = options
  const issue = { issuer: authority, issuerName: AUTHORITY, notBefore: now - DAY_MS }
  const [certificate, platformCertificate] = await Promise.all([
    certify({ ...issue, subject: keys.merchant, subjectName: { commonName: mchid, organization: '微信商户系统' } }),
    issuePlatformCertificate(authority, keys.platformCertificate, issue.notBefore),
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
    ...(options.successorPercent !== undefined && { successorPercent: options.successorPercent }),
    ...(options.terms && { terms: options.terms }),
  }
}

/** @param notBefore real instant, ms */
export function issuePlatformCertificate(
  authority: KeyPair,
  subject: KeyPair,
  notBefore: number,
): Promise<CertifiedKey> {
  const subjectName = { commonName: 'Tenpay.com sandbox', organization: 'Tenpay.com' }
  return certify({ subject, subjectName, issuer: authority, issuerName: AUTHORITY, notBefore })
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
