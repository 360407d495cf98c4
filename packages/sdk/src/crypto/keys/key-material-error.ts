/** A secret is invalid. The message states its name, the expected and the found kind, and never its content. */
export class KeyMaterialError extends TypeError {
  override readonly name = 'KeyMaterialError'
  /** The secret's name in the caller's configuration: `merchant.privateKey`. */
  readonly secret: string
  readonly expected: string
  readonly received: string
  readonly remedy: string | undefined

  constructor(secret: string, expected: string, received: string, remedy?: string) {
    super(`${secret}: expected ${expected}, received ${received}.${remedy ? ` ${remedy}` : ''}`)
    this.secret = secret
    this.expected = expected
    this.received = received
    this.remedy = remedy
  }
}
