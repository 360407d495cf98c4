/** A signed request that has not been sent. It contains the full content of the call: treat it as confidential. */
export interface PreparedRequest {
  readonly method: string
  readonly url: string
  /** Path and query as signed. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes of the body; empty when there is none. */
  readonly body: Uint8Array
  /** The five lines that the signature covers. */
  readonly signingString: string
}
