import { WebhookError, type WebhookErrorReason } from '../errors/webhook-error.ts'

/** An answer to WeChat Pay, for any framework: `new Response(reply.body, reply)`, `res.status(reply.status).send(reply.body)`. */
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

/** Wrong on our side: what alarms on 5xx should hear of them. */
const OURS: ReadonlySet<WebhookErrorReason> = new Set(['body-not-raw', 'undecryptable'])

/** Received and durably stored: WeChat Pay will not deliver it again. 204, without a body. */
export function acknowledge(): WebhookReply {
  return { status: 204, headers: {}, body: null }
}

/** What a notification that is a question is to be answered with. Returned by an action; see {@link answerWith}. */
export class WebhookAnswer {
  readonly fields: object

  constructor(fields: object) {
    this.fields = fields
  }
}

/**
 * Answers the few notifications that ask for something (a parking fee, who the merchant is). Whatever else an action
 * returns is nobody's business outside and never sent.
 *
 * @param fields of the answer, as documented for the notification
 * @example
 * on: { 'PARKING_FEE.QUERY_TRANS_INFO': async (event) => answerWith({ code: 'SUCCESS', ...(await fees.of(event.resource)) }) }
 */
export function answerWith(fields: object): WebhookAnswer {
  return new WebhookAnswer(fields)
}

/** The answer to a notification that has been acted on. */
export function replyOf(value: unknown): WebhookReply {
  if (!(value instanceof WebhookAnswer)) return acknowledge()
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value.fields),
  }
}

/**
 * Not accepted: WeChat Pay delivers it again, up to 15 times in a day. 401 for what is not authentic, 400 for what is not
 * a notification, 500 for what went wrong here. Its body says no more than the sender may know.
 *
 * @param error whatever was thrown while receiving or handling
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
 * @param reply of `acknowledge` or `reject`
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
