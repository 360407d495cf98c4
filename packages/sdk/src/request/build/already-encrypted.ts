/** Ciphertext from the caller. The client sends it unchanged instead of encrypting it again. */
export class AlreadyEncrypted {
  /** Base64 of the RSA-OAEP ciphertext. */
  readonly ciphertext: string
  /** Key id or certificate serial of the key that encrypted it; sent as `Wechatpay-Serial`. */
  readonly serial: string

  constructor(ciphertext: string, serial: string) {
    this.ciphertext = ciphertext
    this.serial = serial
  }

  /** Returns the value that is sent. */
  toJSON(): string {
    return this.ciphertext
  }
}

/**
 * Marks a sensitive field as encrypted by the caller.
 *
 * @param ciphertext Base64 RSA-OAEP ciphertext
 * @param serial key id (`PUB_KEY_ID_…`) or platform certificate serial of the key that encrypted it
 * @example
 * await wxpay.v3.payscore.payafterOrders.post({ json: { ...order, phone: alreadyEncrypted(ciphertext, 'PUB_KEY_ID_…') } })
 */
export function alreadyEncrypted(ciphertext: string, serial: string): AlreadyEncrypted {
  return new AlreadyEncrypted(ciphertext, serial)
}

/** Recognised by shape, because a copy from another thread has lost its class. */
export function isAlreadyEncrypted(value: unknown): value is AlreadyEncrypted {
  const { ciphertext, serial } = (value ?? {}) as Partial<AlreadyEncrypted>
  return typeof ciphertext === 'string' && typeof serial === 'string'
}
