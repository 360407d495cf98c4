import { shorten } from './shorten.ts'
import { WechatPayError, type Hint } from './wechatpay-error.ts'

export interface ApiErrorDetails {
  readonly operation: string
  readonly status: number
  /** `code` of the body, or `HTTP_502` and the like when the body does not come from WeChat Pay. */
  readonly apiCode: string
  /** `message` of the body. It is translated and may change: never branch on it. */
  readonly apiMessage: string
  readonly detail?: unknown
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly hint?: Hint
}

/** Error answers are unsigned, and a proxy may send anything. Genuine codes and texts are shorter than these limits. */
const LONGEST_CODE = 64
const LONGEST_TEXT = 500
/** Details are kept outside the errors, so that printing an error does not show values of the request. */
const detailOf = new WeakMap<Error, unknown>()

/** Attaches the detail to an error that was rebuilt after it came from another thread. */
export function keepDetail(error: Error, detail: unknown): void {
  detailOf.set(error, detail)
}

/**
 * WeChat Pay refused the call. Branch on the class, on `status` or on `code`; never on the message.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012081709
 */
export class ApiError extends WechatPayError {
  override readonly name: string = 'ApiError'
  /** The operation: `POST v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly operation: string
  readonly status: number
  /** WeChat Pay's message, or its first 500 characters. */
  readonly apiMessage: string
  readonly requestId: string | undefined
  /** The numeric cause at the end of `Request-ID`; distinguishes errors that share a `code`. */
  readonly causeCode: number | undefined
  /** How long the server asks the caller to wait, in milliseconds; undefined where it does not. */
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

  /** WeChat Pay's `detail` as sent. It may quote values of the request, so logs omit `value` and the like. */
  get detail(): unknown {
    return detailOf.get(this)
  }

  override toJSON(): object {
    const detail = shownDetail(this.detail)
    return { ...super.toJSON(), ...(detail && { detail }) }
  }
}

/** 401: the request's signature, serial or timestamp is wrong. */
export class SignatureRefusedError extends ApiError {
  override readonly name = 'SignatureRefusedError'
}

/** APIv2, `return_code` FAIL: the message is malformed, so WeChat Pay did not process the request. */
export class MessageRefusedError extends ApiError {
  override readonly name = 'MessageRefusedError'
}

/**
 * WeChat Pay has accepted the payment but not finished it: it is neither refused nor paid yet.
 *
 * - `USERPAYING` (202 in APIv3): the user is entering the password. For a payment by code use `payByCode`, which
 *   queries every ten seconds and reverses the order after 45; for other orders, query.
 * - `PROCESSING` (APIv2): a red packet will be sent later. Query it by its number.
 *
 * Never pay again under another number. A call that moves money throws an `OutcomeUnknownError` with this error as its
 * `cause`; its `query()` tells the outcome.
 */
export class PaymentPendingError extends ApiError {
  override readonly name = 'PaymentPendingError'
}

/**
 * 403. `code` tells the reason: no permission or binding (`NO_AUTH`), the account's state (`ACCOUNT_ERROR`), a rule
 * (`RULE_LIMIT`), too little money (`NOT_ENOUGH`), a used number (`OUT_TRADE_NO_USED`).
 */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError'
}

/** 404: the order or the address does not exist. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError'
}

/** 429: too many requests. A call that moves money may have been accepted all the same: query first. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError'
}

/** 5xx: WeChat Pay failed. Repeat the call with identical parameters. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError'
}

const SHOWN = ['field', 'location', 'issue'] as const

/** Keeps the field and the reason of an error, but not the value. */
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
