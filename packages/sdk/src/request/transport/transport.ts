import type { NetworkPhase } from '../../errors/network-error.ts'
import type { ResponseHeaders } from '../result.ts'
import { errorText } from './error-text.ts'

/** A TLS client certificate: PEM, or a PKCS#12 archive with its passphrase. */
export type ClientCertificate =
  | { readonly cert: string; readonly key: string }
  | { readonly pfx: Uint8Array; readonly passphrase: string }

export interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as it is; empty for none. */
  readonly body: Uint8Array
  /** Limit from here to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  /** To present where the server asks for one. Only for a transport that {@link Transport.presentsCertificates}. */
  readonly clientCertificate?: ClientCertificate | undefined
}

export interface TransportResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ResponseHeaders
  /** As it came: all of it, or the first 64 KiB where the status is not 2xx. */
  readonly body: Uint8Array
}

/** An answer whose body is still on its way. */
export interface StreamedResponse extends Omit<TransportResponse, 'body'> {
  /**
   * To be read once. Breaks with a {@link TransportFailure} where the connection does, so what ends is whole; reading no
   * further closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Carries one request to the server and its answer back; every byte leaves through it. An own one can go through a
 * proxy or a tunnel. It must not follow redirects, repeat, or change the body.
 */
export interface Transport {
  /** @throws {TransportFailure} anything that is not an answer */
  send(request: TransportRequest): Promise<TransportResponse>
  /**
   * For answers that need not fit into memory. `timeoutMs` limits each wait for the server: for the head of the answer,
   * then for every piece of it that is asked for. A transport without it is asked to `send`.
   *
   * @throws {TransportFailure} anything that is not an answer
   */
  stream?(request: TransportRequest): Promise<StreamedResponse>
  /** Says that `clientCertificate` of a request is honoured. */
  readonly presentsCertificates?: true
  /** Closes idle connections. */
  close?(): void
}

/**
 * How an attempt ended without an answer:
 * - `connect`: no connection came about, so nothing was sent
 * - `connect-timeout`: the time was up before a connection (with TLS: its handshake) stood, so nothing was sent
 * - `timeout`: the time was up later
 * - `reused-socket`: a kept-alive connection turned out to be closed
 * - `exchange`: the connection broke while sending or waiting
 * - `aborted`: the caller's signal
 * - `too-large`: the answer exceeds 64 MiB
 */
export type TransportFailureReason = 'timeout' | 'connect-timeout' | 'aborted' | 'too-large' | NetworkPhase

/** Why there is no answer. The request path makes it an error for the caller. */
export class TransportFailure extends Error {
  readonly reason: TransportFailureReason

  constructor(reason: TransportFailureReason, cause?: unknown) {
    super(cause === undefined ? reason : errorText(cause), { cause })
    this.reason = reason
  }
}

/** Answers larger than this are refused; what may be larger, bills, is streamed. */
export const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/** Of an answer that is not 2xx no more than this is read: WeChat Pay's refusals are short. */
export const MAX_REFUSAL_BYTES = 64 * 1024

export function isRefusal({ status }: { readonly status: number }): boolean {
  return status < 200 || status > 299
}
