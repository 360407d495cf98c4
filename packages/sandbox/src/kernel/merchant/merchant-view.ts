import type { MerchantTerms } from '../ledger/terms.ts'
import type { ServiceConfig } from './service.ts'
import type { PlatformMode } from './platform-state.ts'

/** The merchant's facts that the API needs: callers, permissions, and the keys of both sides. */
export interface MerchantView {
  readonly mchid: string
  /** Applications bound to the merchant number. */
  readonly appids: readonly string[]
  readonly services: readonly ServiceConfig[]
  /** Acts for other merchants (服务商) and cannot be paid itself. */
  readonly isPartner?: boolean
  /** Numbers of the partners that act for it. For them it is a special merchant (特约商户). */
  readonly partners?: readonly string[]
  /** Numbers of former partners. */
  readonly formerPartners?: readonly string[]
  /** The right to be paid is suspended. */
  readonly restricted?: boolean
  /** Fee and settlement. Default: the default terms. */
  readonly terms?: MerchantTerms
  /** All API certificates that the merchant ever had. A valid one must sign requests. */
  readonly certificates: readonly MerchantCertificate[]
  readonly apiV3Key: Uint8Array
  /** 32 characters. */
  readonly apiV2Key: string
  /** The mode that selects the platform's signing key. */
  readonly mode: PlatformMode
  /** 0 to 100: the share of signatures of the key that takes over, either the newest certificate or the public key. */
  readonly successorPercent: number
  readonly platformKey: PlatformKey
  /** One, or two during a rotation; empty for a merchant that has always had the public key. */
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
