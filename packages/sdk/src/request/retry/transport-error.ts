import { AbortedError } from '../../errors/aborted-error.ts'
import { MalformedResponseError } from '../../errors/malformed-response-error.ts'
import { NetworkError, TimeoutError } from '../../errors/network-error.ts'
import type { WechatPayError } from '../../errors/wechatpay-error.ts'
import { TransportFailure, type TransportRequest } from '../../transport/transport.ts'

/** Converts a transport's failure to an error for the caller. A caller's own transport may throw anything. */
export function transportError(
  error: unknown,
  operation: string,
  { url, timeoutMs }: Pick<TransportRequest, 'url' | 'timeoutMs'>,
): WechatPayError {
  if (!(error instanceof TransportFailure))
    return new NetworkError('exchange', `${operation}: the transport failed`, { cause: error })
  const { reason, cause } = error
  const host = /^\w+:\/\/[^/]*/.exec(url)?.[0] ?? ''
  switch (reason) {
    case 'aborted':
      return new AbortedError(`${operation}: given up by the caller`, { cause })
    case 'timeout':
      return new TimeoutError(timeoutMs, `${operation}: no answer from ${host} within ${timeoutMs} ms`, { cause })
    case 'connect-timeout':
      return new TimeoutError(timeoutMs, `${operation}: no connection to ${host} within ${timeoutMs} ms`, {
        cause,
        phase: 'connect',
      })
    case 'too-large':
      return new MalformedResponseError(`${operation}: the answer is larger than any of WeChat Pay's`, {
        status: 0,
        requestId: undefined,
      })
    default:
      return new NetworkError(
        reason,
        `${operation}: ${reason === 'connect' ? 'no connection to' : 'the connection broke, to'} ${host}: ${error.message}`,
        { cause },
      )
  }
}
