/**
 * Codes of errors before a connection exists: the address is unknown, or nobody answers. Node, Bun and Deno use these
 * names.
 */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/
/** Codes for a rejected server certificate, named by OpenSSL. */
const CERTIFICATE =
  /^(?:UNABLE_TO_\w+|(?:CERT|CRL|DEPTH_ZERO|SELF_SIGNED|ERROR_IN_C)_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/
/** Codes for a failed TLS handshake: no common version or cipher, or a peer without TLS. */
const HANDSHAKE =
  /^ERR_SSL_\S*(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|INSUFFICIENT_SECURITY|UNRECOGNIZED_NAME|NO_APPLICATION_PROTOCOL|WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_(?:PROTOCOLS|CIPHERS)_AVAILABLE|_TOO_SMALL|RENEGOTIATION_DISABLED)$/
/**
 * Messages of errors without a code: Node when the server hangs up during the handshake, Deno for any failure before
 * the request, and Node for a port that `fetch` must not call.
 */
const MESSAGE = /before secure TLS connection was established|client error \(Connect\)|^bad port$/

const CONNECTING: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])
const DEEPEST = 8

/**
 * Whether an error of `fetch` proves that there was no connection, so that nothing was sent. The proof is in `cause`,
 * or in `errors` if several addresses were tried, all of which must have failed so. In doubt, the answer is no.
 */
export function isNotConnected(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth === DEEPEST) return false
  const { code, syscall, message, cause, errors } = error as Readonly<Record<string, unknown>>
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => isNotConnected(one, depth + 1))
  const name = typeof code === 'string' ? code : ''
  return (
    CONNECTING.has(syscall) ||
    [NO_CONNECTION, CERTIFICATE, HANDSHAKE].some((names) => names.test(name)) ||
    (typeof message === 'string' && MESSAGE.test(message)) ||
    isNotConnected(cause, depth + 1)
  )
}
