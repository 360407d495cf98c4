import type { ResponseHeaders } from '../transport/transport.ts'

/** A verified answer. */
export interface Result<Data> {
  /** The decoded body; sensitive fields are decrypted. `undefined` when the answer has no body (204). */
  readonly data: Data
  /** HTTP status, always 2xx: any other status becomes an error. */
  readonly status: number
  readonly headers: ResponseHeaders
  /** `Request-ID`: quote it when asking WeChat Pay. A few answers have none. */
  readonly requestId: string | undefined
}

/** The answer of an operation that only the user's browser can carry out. The client sent nothing. */
export interface BrowserRedirect {
  /** Send the browser to this address. */
  readonly url: string
}
