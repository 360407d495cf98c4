/**
 * A function to send requests with: the runtime's `fetch`, undici's with a `dispatcher`, node-fetch's, or one of a
 * test. Its type names only the parts that the client uses.
 *
 * @example
 * import { fetch, ProxyAgent } from 'undici'
 * const dispatcher = new ProxyAgent('http://127.0.0.1:8080')
 * new WechatPay({ …, fetch: (url, init) => fetch(url, { ...init, dispatcher }) })
 */
export type FetchFunction = (url: string, init: FetchInit) => Promise<FetchResponse>

/** The second argument of a {@link FetchFunction}. */
export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  /** WeChat Pay sends no redirects, and a signed request must not go anywhere else. */
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Absent for requests without a body. */
  readonly body?: ArrayBuffer
}

/** The parts of a response that the client reads. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { forEach(callback: (value: string, name: string) => void): void }
  /** A web stream, or a stream of Node as in node-fetch. */
  readonly body: object | null
}
