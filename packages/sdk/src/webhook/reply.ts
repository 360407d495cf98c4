import { WebhookError, type WebhookErrorReason } from '../errors/webhook-error.ts'

/**
 * An answer to WeChat Pay for any framework: `new Response(reply.body, reply)`,
 * `res.status(reply.status).send(reply.body)`.
 */
export interface WebhookReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const NOT_OURS: ReadonlySet<WebhookErrorReason> = new Set(['not-yours', 'wrong-amount'])

const NOT_AUTHENTIC: ReadonlySet<WebhookErrorReason> = new Set([
  'missing-header',
  'duplicate-header',
  'malformed-header',
  'stale',
  'unknown-serial',
  'bad-signature',
])

/** Errors on our side, which get a 5xx so that alarms notice them. */
const OURS: ReadonlySet<WebhookErrorReason> = new Set(['body-not-raw', 'undecryptable'])

/** The notification was received and durably stored, so WeChat Pay stops delivering it. 204, without a body. */
export function acknowledge(): WebhookReply {
  return { status: 204, headers: {}, body: null }
}

/** The answer to a notification that asks a question. An action returns it; see {@link answerWith}. */
export class WebhookAnswer {
  /** Its fields in JSON, written while the action runs: an error at a later point would come after its effects. */
  readonly body: string

  constructor(fields: object) {
    this.body = JSON.stringify(fields)
  }
}

/**
 * Answers the few notifications that ask a question (a parking fee, the merchant's identity). Any other result of an
 * action is never sent.
 *
 * @param fields the documented fields of the answer
 * @throws {TypeError} they cannot be written as JSON
 * @example
 * on: { 'PARKING_FEE.QUERY_TRANS_INFO': async (event) => answerWith({ code: 'SUCCESS', ...(await fees.of(event.resource)) }) }
 */
export function answerWith(fields: object): WebhookAnswer {
  return new WebhookAnswer(fields)
}

/** The answer to a handled notification. */
export function replyOf(value: unknown): WebhookReply {
  if (!(value instanceof WebhookAnswer)) return acknowledge()
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: value.body,
  }
}

/**
 * The answer to a rejected notification, which WeChat Pay delivers again, up to 15 times in a day: 401 if it is not
 * authentic, 400 if it is not a notification, 500 for an error on our side. The body contains only what the sender may
 * know.
 *
 * @param error the error from receiving or handling
 */
export function reject(error: unknown): WebhookReply {
  const { status, message } =
    error instanceof WebhookError ? refusalOf(error.reason) : { status: 500, message: '处理失败' }
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ code: 'FAIL', message }),
  }
}

/**
 * The same for a notification of APIv2, whose sender reads the body rather than the status.
 *
 * @param reply a result of `acknowledge` or `reject`
 * @example
 * const reply = event.version === 'v2' ? asXml(acknowledge()) : acknowledge()
 */
export function asXml({ status }: WebhookReply): WebhookReply {
  const [code, message] = status < 300 ? ['SUCCESS', 'OK'] : ['FAIL', '处理失败']
  return {
    status: status < 300 ? 200 : status,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: `<xml><return_code>${code}</return_code><return_msg>${message}</return_msg></xml>`,
  }
}

function refusalOf(reason: WebhookErrorReason): { status: number; message: string } {
  if (NOT_AUTHENTIC.has(reason)) return { status: 401, message: `验签失败 ${reason}` }
  if (NOT_OURS.has(reason)) return { status: 400, message: '通知内容与订单不符' }
  if (OURS.has(reason)) return { status: 500, message: '处理失败' }
  return { status: 400, message: `通知格式错误 ${reason}` }
}
