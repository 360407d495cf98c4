/** A secret is not what it should be. The message names it, what was expected and what was found; never its content. */
export class KeyMaterialError extends TypeError {
  override readonly name = 'KeyMaterialError'
  /** Where the caller wrote the secret: `merchant.privateKey`. */
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
