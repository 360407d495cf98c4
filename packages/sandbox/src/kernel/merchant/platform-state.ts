/** Which of WeChat Pay's keys signs for a merchant. */
export type PlatformMode = 'publicKey' | 'certificate' | 'switching'

/** The keys WeChat Pay signs a merchant's answers and notifications with; nothing here is secret. */
export interface PlatformState {
  /** Which of them signs: the public key, the certificate, or while the merchant switches to the public key both. */
  readonly mode: PlatformMode
  /**
   * 0 to 100: how much is signed with the key that takes over. Of two certificates it is the newer one; while the
   * merchant switches, the public key, and that for notifications only: answers go by what the client says to hold.
   */
  readonly successorPercent: number
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string
  /** PEM, SPKI. */
  readonly publicKey: string
  /** Newest first; two while one takes over from the other. */
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
