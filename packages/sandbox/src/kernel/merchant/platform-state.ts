/** Which of WeChat Pay's keys signs for a merchant. */
export type PlatformMode = 'publicKey' | 'certificate' | 'switching'

/** The keys with which WeChat Pay signs a merchant's answers and notifications; contains no secrets. */
export interface PlatformState {
  /** The signing key: the public key, the certificate, or both while the merchant switches to the public key. */
  readonly mode: PlatformMode
  /**
   * 0 to 100: the share of signatures of the key that takes over. Of two certificates that is the newer one. During a
   * switch it is the public key, for notifications only: answers use the key that the client requests.
   */
  readonly successorPercent: number
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string
  /** PEM, SPKI. */
  readonly publicKey: string
  /** Newest first; two during a rotation. */
  readonly certificates: readonly PlatformCertificateState[]
}

export interface PlatformCertificateState {
  /** 40 characters of upper-case hex. */
  readonly serial: string
  /** PEM. */
  readonly certificate: string
  /** Real instants, ISO 8601. */
  readonly effectiveTime: string
  readonly expireTime: string
}

export interface PlatformChanges {
  readonly mode?: PlatformMode | undefined
  readonly successorPercent?: number | undefined
}
