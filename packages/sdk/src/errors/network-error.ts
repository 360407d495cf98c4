import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * How far a failed attempt got.
 * - `connect`: there was no connection, so the request had no effect
 * - `reused-socket`: the server had closed the kept-alive socket; the request most likely had no effect
 * - `exchange`: the connection broke while sending or waiting; the request may have taken effect
 */
export type NetworkPhase = 'connect' | 'reused-socket' | 'exchange'

/** The network failed, after all allowed retries. */
export class NetworkError extends WechatPayError {
  override readonly name: string = 'NetworkError'
  readonly phase: NetworkPhase

  constructor(phase: NetworkPhase, message: string, options: { cause?: unknown; code?: string; hint?: Hint } = {}) {
    super(options.code ?? 'NETWORK_FAILED', message, {
      cause: options.cause,
      hint: options.hint ?? {
        zh: '请检查网络、域名解析和代理；按域名放行，不要按 IP',
        en: 'Check the network, DNS and proxy; allow WeChat Pay by domain name, not by address.',
      },
    })
    this.phase = phase
  }
}

/**
 * No answer arrived within `timeoutMs`. With the phase `connect` there was not even a connection, so nothing was sent.
 */
export class TimeoutError extends NetworkError {
  override readonly name = 'TimeoutError'
  readonly timeoutMs: number

  constructor(
    timeoutMs: number,
    message: string,
    { cause, phase = 'exchange', hint }: { cause?: unknown; phase?: 'connect' | 'exchange'; hint?: Hint } = {},
  ) {
    super(phase, message, {
      cause,
      code: 'NETWORK_TIMEOUT',
      // A working connection takes less than a second, so a longer limit would not help.
      ...(hint && { hint }),
      ...(phase === 'exchange' && { hint: { zh: '请重试，或调大 timeoutMs', en: 'Try again, or raise timeoutMs.' } }),
    })
    this.timeoutMs = timeoutMs
  }
}
