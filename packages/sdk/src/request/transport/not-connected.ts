/** Before a connection is there: the address is not found, or nobody answers at it. Node, Bun and Deno name them so. */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/
/** The server's certificate is not accepted; OpenSSL's names. */
const CERTIFICATE =
  /^(?:UNABLE_TO_\w+|(?:CERT|CRL|DEPTH_ZERO|SELF_SIGNED|ERROR_IN_C)_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/
/** The two sides agree on no version or cipher, or what answers does not speak TLS. */
const HANDSHAKE =
  /^ERR_SSL_\S*(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|INSUFFICIENT_SECURITY|UNRECOGNIZED_NAME|NO_APPLICATION_PROTOCOL|WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_(?:PROTOCOLS|CIPHERS)_AVAILABLE|_TOO_SMALL|RENEGOTIATION_DISABLED)$/
/**
 * Node when the server hangs up in the handshake, Deno for anything that fails before the request, and Node for a port
 * that `fetch` must not call.
 */
const MESSAGE = /before secure TLS connection was established|client error \(Connect\)|^bad port$/

const CONNECTING: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])
const DEEPEST = 8

/**
 * Whether an error of `fetch` proves that no connection came about, so that nothing was sent. It stands in `cause`, or
 * in `errors` where several addresses were tried, each of which must then have failed so. In doubt, the answer is no.
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
