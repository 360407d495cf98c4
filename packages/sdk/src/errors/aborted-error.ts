import { WechatPayError, type Hint } from './wechatpay-error.ts'

/** How far an aborted call got. */
export interface AbortedDetails {
  readonly cause?: unknown
  /** Whether a request may have been sent. */
  readonly sent: boolean
  /** Whether the call is a query, which changes nothing. */
  readonly isQuery?: boolean
}

/** The caller's `signal` aborted the call. `cause` is the signal's reason. */
export class AbortedError extends WechatPayError {
  override readonly name = 'AbortedError'
  /**
   * How far the call got, as in a `NetworkError`: with `connect`, nothing was sent; with `exchange`, the request may have
   * taken effect.
   */
  readonly phase: 'connect' | 'exchange'

  constructor(who: string, { cause, sent, isQuery = false }: AbortedDetails) {
    super('REQUEST_ABORTED', `${who}: given up by the caller${sent ? '' : ' before anything was sent'}`, {
      cause,
      hint: isQuery ? QUERY : sent ? SENT : NOT_SENT,
    })
    this.phase = sent ? 'exchange' : 'connect'
  }
}

const SENT: Hint = {
  zh: '已发出的请求可能已经生效，涉及资金时请先查询',
  en: 'What was sent may have been acted on: where money moves, query first.',
}
const NOT_SENT: Hint = {
  zh: '什么都没有发出：signal 在发出之前就已中止。需要时换一个未中止的 signal 重新调用',
  en: 'Nothing was sent: the signal aborted before that. To make the call, use a signal that has not aborted.',
}
const QUERY: Hint = {
  zh: '查询不改变任何东西：需要时换一个未中止的 signal 再查',
  en: 'A query changes nothing: to make it again, use a signal that has not aborted.',
}
