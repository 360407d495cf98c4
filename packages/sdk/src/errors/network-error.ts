import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * How far a failed attempt got.
 * - `connect`: no connection, so the request was certainly not acted on
 * - `reused-socket`: a kept-alive socket that the server had closed meanwhile; most likely not acted on
 * - `exchange`: broken while sending or waiting; it may have been acted on
 */
export type NetworkPhase = 'connect' | 'reused-socket' | 'exchange'

/** The network failed, after the retries that were allowed. */
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

/** No answer within `timeoutMs`; with the phase `connect`, not even a connection, so nothing was sent. */
export class TimeoutError extends NetworkError {
  override readonly name = 'TimeoutError'
  readonly timeoutMs: number

  constructor(
    timeoutMs: number,
    message: string,
    { cause, phase = 'exchange' }: { cause?: unknown; phase?: 'connect' | 'exchange' } = {},
  ) {
    super(phase, message, {
      cause,
      code: 'NETWORK_TIMEOUT',
      // A connection takes less than a second where there is one: more time would not bring it about.
      ...(phase === 'exchange' && { hint: { zh: '请重试，或调大 timeoutMs', en: 'Try again, or raise timeoutMs.' } }),
    })
    this.timeoutMs = timeoutMs
  }
}
