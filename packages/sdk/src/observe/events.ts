/** A request as it leaves, once for each attempt of a call. It holds no key, no signature and no personal data. */
export interface RequestEvent {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`: the same for all calls of an operation. */
  readonly operation: string
  /** The merchant number that signs. */
  readonly mchid: string
  /** 1 for the first attempt of a call. */
  readonly attempt: number
  /** Where it is sent: `https://api.mch.weixin.qq.com`. */
  readonly origin: string
  /** Length of the body, in bytes. */
  readonly bodyBytes: number
  /**
   * What the call was given. Numbers of merchants and orders, states, amounts and times are shown; of any other text its
   * kind and length alone. Made when it is read.
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
  /** The attempt: the very object that `onRequest` was given. */
  readonly request: RequestEvent
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  /** `Request-ID` of the answer. */
  readonly requestId: string | undefined
  /** From before the request was sent until its answer was verified and read, in milliseconds. */
  readonly durationMs: number
  /** What was answered, shown like `parameters`; undefined where there is an error or a file. */
  readonly data: unknown
  /** Why the attempt failed; undefined when it did not. */
  readonly error: unknown
}

/** An attempt failed, and there will be another one. */
export interface RetryEvent {
  /** The attempt that failed. */
  readonly request: RequestEvent
  readonly error: unknown
  /** The pause before the next attempt, in milliseconds. */
  readonly delayMs: number
  /** Where the next attempt goes. */
  readonly origin: string
}

/** Functions that hear of every call. None of them is waited for, and none can change a call. */
export interface CallListeners {
  /** Hears of every attempt before it is sent. */
  readonly onRequest?: (event: RequestEvent) => unknown
  /** Hears how every attempt ended: with an answer, or without one. */
  readonly onResponse?: (event: ResponseEvent) => unknown
  /** Hears of every pause before another attempt. */
  readonly onRetry?: (event: RetryEvent) => unknown
}
