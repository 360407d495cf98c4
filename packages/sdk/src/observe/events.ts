/** A request as it is sent, once for each attempt of a call. It holds no key, no signature and no personal data. */
export interface RequestEvent {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`. All calls of an operation have the same. */
  readonly operation: string
  /** The merchant number that signs. */
  readonly mchid: string
  /** 1 for the first attempt of a call. */
  readonly attempt: number
  /** The host that it is sent to: `https://api.mch.weixin.qq.com`. */
  readonly origin: string
  /** Length of the body, in bytes. */
  readonly bodyBytes: number
  /**
   * The parameters of the call. Numbers of merchants and orders, states, amounts and times are shown; any other text is
   * replaced by its kind and length. The copy is made when it is first read.
   *
   * @example { path: { out_order_no: 'PB1' }, json: { total_amount: 250, openid: 'a text of 28 characters' } }
   */
  readonly parameters: CallParameters
}

/** The parameters of a call by their place. */
export interface CallParameters {
  readonly path?: unknown
  readonly query?: unknown
  readonly json?: unknown
  readonly xml?: unknown
  /** `meta` of an upload. */
  readonly meta?: unknown
}

/** How an attempt ended. */
export interface ResponseEvent {
  /** The attempt: the same object that `onRequest` received. */
  readonly request: RequestEvent
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  /** `Request-ID` of the answer. */
  readonly requestId: string | undefined
  /** Time from before the request was sent until its answer was verified and read, in milliseconds. */
  readonly durationMs: number
  /** The answer, shown like `parameters`; undefined where there is an error or a file. */
  readonly data: unknown
  /** Why the attempt failed; undefined when it did not. */
  readonly error: unknown
}

/** Announces another attempt after one that failed. */
export interface RetryEvent {
  /** The attempt that failed. */
  readonly request: RequestEvent
  readonly error: unknown
  /** The pause before the next attempt, in milliseconds. */
  readonly delayMs: number
  /** The host of the next attempt. */
  readonly origin: string
}

/** Functions that the client calls during every call. It waits for none of them, and none can change a call. */
export interface CallListeners {
  /** Called for every attempt, before it is sent. */
  readonly onRequest?: ((event: RequestEvent) => unknown) | undefined
  /** Called when an attempt has ended, with or without an answer. */
  readonly onResponse?: ((event: ResponseEvent) => unknown) | undefined
  /** Called before the pause that precedes another attempt. */
  readonly onRetry?: ((event: RetryEvent) => unknown) | undefined
}
