import type { MerchantTerms } from '../ledger/terms.ts'
import type { ServiceConfig } from './service.ts'
import type { PlatformMode } from './platform-state.ts'

/** A merchant as the API needs to know it: who may call, what it may do, and the keys on both sides. */
export interface MerchantView {
  readonly mchid: string
  /** Bound to the merchant number. */
  readonly appids: readonly string[]
  readonly services: readonly ServiceConfig[]
  /** Acts for other merchants (服务商), and cannot be paid itself. */
  readonly isPartner?: boolean
  /** Numbers of the partners that act for it: to them it is a special merchant (特约商户). */
  readonly partners?: readonly string[]
  /** Numbers of those that acted for it once. */
  readonly formerPartners?: readonly string[]
  /** Its right to be paid is suspended. */
  readonly restricted?: boolean
  /** How it is charged and settled; the default terms if absent. */
  readonly terms?: MerchantTerms
  /** API certificates the merchant ever had; requests are signed with a valid one. */
  readonly certificates: readonly MerchantCertificate[]
  readonly apiV3Key: Uint8Array
  /** 32 characters. */
  readonly apiV2Key: string
  /** Which of the platform's keys signs answers and notifications. */
  readonly mode: PlatformMode
  /** 0 to 100: how much is signed with the key that takes over, be it the newest certificate or the public key. */
  readonly successorPercent: number
  readonly platformKey: PlatformKey
  /** One, or two while a successor takes over; empty for a merchant that only ever had the public key. */
  readonly platformCertificates: readonly PlatformCertificate[]
}

export interface MerchantCertificate {
  /** 40 characters of upper-case hex. */
  readonly serial: string
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly status: 'valid' | 'expired' | 'revoked'
}

/** The key pair behind the WeChat Pay public key (微信支付公钥). */
export interface PlatformKey {
  /** `PUB_KEY_ID_` and digits. */
  readonly id: string
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array
}

export interface PlatformCertificate {
  /** 40 characters of upper-case hex. */
  readonly serial: string
  readonly pem: string
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array
  /** Real instants, ms. */
  readonly effectiveAt: number
  readonly expiresAt: number
}
