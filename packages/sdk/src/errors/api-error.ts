import { shorten } from './shorten.ts'
import { WechatPayError, type Hint } from './wechatpay-error.ts'

export interface ApiErrorDetails {
  readonly operation: string
  readonly status: number
  /** `code` of the body; `HTTP_502` and the like when the body is not WeChat Pay's. */
  readonly apiCode: string
  /** `message` of the body. It is translated and changes: never branch on it. */
  readonly apiMessage: string
  readonly detail?: unknown
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly hint?: Hint
}

/** Nothing of a refusal is signed, and a proxy in between may send anything: real codes and texts are shorter. */
const LONGEST_CODE = 64
const LONGEST_TEXT = 500
/** Beside the errors, so that nothing that prints one shows what the request held. */
const detailOf = new WeakMap<Error, unknown>()

/** For an error that was not constructed here, but put together again after it came from another thread. */
export function keepDetail(error: Error, detail: unknown): void {
  detailOf.set(error, detail)
}

/**
 * WeChat Pay refused. Branch on the class, on `status` or on `code`; never on the message.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012081709
 */
export class ApiError extends WechatPayError {
  override readonly name: string = 'ApiError'
  /** Which call: `POST v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly operation: string
  readonly status: number
  /** WeChat Pay's own text, or its first 500 characters. */
  readonly apiMessage: string
  readonly requestId: string | undefined
  /** The numeric cause at the end of `Request-ID`; tells apart what shares a `code`. */
  readonly causeCode: number | undefined
  /** How long the server asks to wait, in milliseconds, if it does. */
  readonly retryAfterMs: number | undefined

  constructor(details: ApiErrorDetails) {
    const { operation, status, hint } = details
    const code = shorten(details.apiCode, LONGEST_CODE)
    const apiMessage = shorten(details.apiMessage, LONGEST_TEXT)
    const requestId = details.requestId && shorten(details.requestId, LONGEST_TEXT)
    super(
      code,
      `${operation}: ${status} ${code}${apiMessage ? ` ${apiMessage}` : ''}${requestId ? ` (${requestId})` : ''}`,
      hint ? { hint } : {},
    )
    this.operation = operation
    this.status = status
    this.apiMessage = apiMessage
    this.requestId = requestId
    this.causeCode = causeCodeOf(requestId)
    keepDetail(this, details.detail)
    this.retryAfterMs = details.retryAfterMs
  }

  /** WeChat Pay's `detail`, as sent. It may quote what the request held, so logs show it without `value` and the like. */
  get detail(): unknown {
    return detailOf.get(this)
  }

  override toJSON(): object {
    const detail = shownDetail(this.detail)
    return { ...super.toJSON(), ...(detail && { detail }) }
  }
}

/** 401: the request's signature, serial or time. */
export class SignatureRefusedError extends ApiError {
  override readonly name = 'SignatureRefusedError'
}

/** APIv2, `return_code` FAIL: refused for its form, before anybody looked at what it asks for. */
export class MessageRefusedError extends ApiError {
  override readonly name = 'MessageRefusedError'
}

/**
 * Taken on, and not finished: nobody has refused, and nothing is paid yet.
 *
 * - `USERPAYING` (202 in APIv3): the user is asked for the password. For a payment by code use `payByCode`, which queries
 *   every ten seconds and reverses the order after 45; for other orders, query.
 * - `PROCESSING` (APIv2): a red packet goes out later. Query by its number.
 *
 * Never pay again under another number. A call that moves money throws it as the `cause` of an `OutcomeUnknownError`,
 * whose `query()` asks.
 */
export class PaymentPendingError extends ApiError {
  override readonly name = 'PaymentPendingError'
}

/** 403: not allowed, or not in this state of the account. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError'
}

/** 404: no such order, or no such address. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError'
}

/** 429: too often. Of a call that moves money it does not say "not accepted": query first. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError'
}

/** 5xx: WeChat Pay failed. Repeat with identical parameters. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError'
}

const SHOWN = ['field', 'location', 'issue'] as const

/** Which field is wrong, and why; not what stood there. */
function shownDetail(detail: unknown): object | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined
  const shown = SHOWN.flatMap((name) => {
    const value: unknown = Reflect.get(detail, name)
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return shown.length > 0 ? Object.fromEntries(shown) : undefined
}

function causeCodeOf(requestId: string | undefined): number | undefined {
  const tail = /-(\d{1,15})$/.exec(requestId ?? '')?.[1]
  return tail === undefined ? undefined : Number(tail)
}
