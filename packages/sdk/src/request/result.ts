/** Response headers, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>

/** A verified answer. */
export interface Result<Data> {
  /** The decoded body; sensitive fields are decrypted. `undefined` when the answer has no body (204). */
  readonly data: Data
  /** HTTP status, always 2xx: anything else is thrown. */
  readonly status: number
  readonly headers: ResponseHeaders
  /** `Request-ID`: quote it when asking WeChat Pay. A few answers have none. */
  readonly requestId: string | undefined
}

/** What an operation that only the user's browser can carry out answers with: nothing was sent. */
export interface BrowserRedirect {
  /** Send the browser here. */
  readonly url: string
}
