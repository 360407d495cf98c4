import type { NetworkPhase } from '../errors/network-error.ts'
import { errorText } from './error-text.ts'

/** Response headers with lower-case names. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>

/** A TLS client certificate: PEM, or a PKCS#12 archive with its passphrase. */
export type ClientCertificate =
  | { readonly cert: string; readonly key: string }
  | { readonly pfx: Uint8Array; readonly passphrase: string }

export interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The body to send; empty for none. */
  readonly body: Uint8Array
  /** Limit until the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined
  /**
   * The certificate to present if the server asks for it. Only for a transport that
   * {@link Transport.presentsCertificates}.
   */
  readonly clientCertificate?: ClientCertificate | undefined
}

export interface TransportResponse {
  readonly status: number
  /** Headers with lower-case names. */
  readonly headers: ResponseHeaders
  /** The body as received: all of it, or the first 64 KiB if the status is not 2xx. */
  readonly body: Uint8Array
}

/** An answer whose body is still arriving. */
export interface StreamedResponse extends Omit<TransportResponse, 'body'> {
  /**
   * Can be read once. It throws a {@link TransportFailure} if the connection breaks, so a body that ends is complete.
   * To stop reading closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Sends one request to the server and returns its answer; all traffic uses it. Write your own to go through a proxy or
 * a tunnel. It must not follow redirects, retry, or change the body.
 */
export interface Transport {
  /** @throws {TransportFailure} there is no answer */
  send(request: TransportRequest): Promise<TransportResponse>
  /**
   * Streams answers that may not fit into memory. `timeoutMs` limits each wait for the server: for the head of the
   * answer, then for every requested chunk. Without this method, the client uses `send`.
   *
   * @throws {TransportFailure} there is no answer
   */
  stream?(request: TransportRequest): Promise<StreamedResponse>
  /** Whether the transport presents the `clientCertificate` of a request. */
  readonly presentsCertificates?: true
  /** Closes idle connections. */
  close?(): void
}

/**
 * The reason why an attempt has no answer:
 * - `connect`: there was no connection, so nothing was sent
 * - `connect-timeout`: the time was up before the connection (with TLS: its handshake) was complete, so nothing was
 *   sent
 * - `timeout`: the time was up later
 * - `reused-socket`: a kept-alive connection turned out to be closed
 * - `exchange`: the connection broke while sending or waiting
 * - `aborted`: the caller's signal aborted
 * - `too-large`: the answer exceeds 64 MiB
 */
export type TransportFailureReason = 'timeout' | 'connect-timeout' | 'aborted' | 'too-large' | NetworkPhase

/** An attempt without an answer. The request path converts it to an error for the caller. */
export class TransportFailure extends Error {
  readonly reason: TransportFailureReason

  constructor(reason: TransportFailureReason, cause?: unknown) {
    super(cause === undefined ? reason : errorText(cause), { cause })
    this.reason = reason
  }
}

/** Larger answers are refused; bills, which may be larger, are streamed. */
export const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/** Limit for answers that are not 2xx: WeChat Pay's refusals are short. */
export const MAX_REFUSAL_BYTES = 64 * 1024

export function isRefusal({ status }: { readonly status: number }): boolean {
  return status < 200 || status > 299
}
