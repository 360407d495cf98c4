import { MalformedResponseError } from '../../errors/malformed-response-error.ts'
import { NetworkError, TimeoutError, type NetworkPhase } from '../../errors/network-error.ts'
import type { Hint, WechatPayError } from '../../errors/wechatpay-error.ts'
import { isLoopbackUrl } from '../../shared/loopback.ts'
import type { OperationCall } from '../call.ts'
import { givenUp } from '../unless-aborted.ts'
import { TransportFailure, type TransportRequest } from '../../transport/transport.ts'

/** Converts a transport's failure to an error for the caller. A caller's own transport may throw anything. */
export function transportError(
  error: unknown,
  call: Pick<OperationCall, 'operation' | 'facts'>,
  { url, timeoutMs }: Pick<TransportRequest, 'url' | 'timeoutMs'>,
): WechatPayError {
  const { operation } = call
  if (!(error instanceof TransportFailure))
    return new NetworkError('exchange', `${operation}: the transport failed`, { cause: error })
  const { reason, cause } = error
  const host = /^\w+:\/\/[^/]*/.exec(url)?.[0] ?? ''
  switch (reason) {
    case 'aborted':
      return givenUp(call, cause, true)
    case 'timeout':
      return new TimeoutError(timeoutMs, `${operation}: no answer from ${host} within ${timeoutMs} ms`, { cause })
    case 'connect-timeout':
      return new TimeoutError(timeoutMs, `${operation}: no connection to ${host} within ${timeoutMs} ms`, {
        cause,
        phase: 'connect',
        ...(isLoopbackUrl(host) && { hint: NOBODY_HERE }),
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
        { cause, ...hintOf(reason, host, cause) },
      )
  }
}

function hintOf(reason: NetworkPhase, host: string, cause: unknown): { readonly hint?: Hint } {
  if (isUntrusted(cause)) return { hint: UNTRUSTED }
  return reason === 'connect' && isLoopbackUrl(host) ? { hint: NOBODY_HERE } : {}
}

const NOBODY_HERE: Hint = {
  zh: '这个地址是本机：沙箱启动了吗，端口对吗？',
  en: 'The address is of this machine: is the sandbox running, and on this port?',
}

const UNTRUSTED: Hint = {
  zh: '对方的证书不受信任：多半是公司的代理解开了 TLS。请用 NODE_EXTRA_CA_CERTS 信任它的根证书，或让它放行微信支付的域名；不要关闭证书检查',
  en: 'The certificate of the other side is not trusted: a company proxy probably opens TLS. Trust its root with NODE_EXTRA_CA_CERTS, or let it pass WeChat Pay; never turn the check off.',
}

/** Whether OpenSSL refused the server's certificate; `fetch` puts its error into a cause, and causes may form a circle. */
function isUntrusted(error: unknown, depth = 0): boolean {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown }
  if (typeof code === 'string' && /^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_)/.test(code)) return true
  return depth < 8 && isUntrusted(cause, depth + 1)
}
