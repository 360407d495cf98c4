/**
 * A `fetch` to send with, described by what is used of it: the runtime's, undici's with a `dispatcher`, node-fetch's, or
 * one of a test.
 *
 * @example
 * import { fetch, ProxyAgent } from 'undici'
 * const dispatcher = new ProxyAgent('http://127.0.0.1:8080')
 * new WechatPay({ …, fetch: (url, init) => fetch(url, { ...init, dispatcher }) })
 */
export type FetchFunction = (url: string, init: FetchInit) => Promise<FetchResponse>

/** What a `fetch` is called with. */
export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  /** WeChat Pay redirects nobody: a signed request goes nowhere else. */
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Absent where there is none. */
  readonly body?: ArrayBuffer
}

/** What is read of a response. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { forEach(callback: (value: string, name: string) => void): void }
  /** A stream of the Web, or of Node as node-fetch has it. */
  readonly body: object | null
}
