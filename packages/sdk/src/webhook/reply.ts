import { WebhookError, type WebhookErrorReason } from '../errors/webhook-error.ts'

/** An answer to WeChat Pay, for any framework: `new Response(reply.body, reply)`, `res.status(reply.status).send(reply.body)`. */
export interface WebhookReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

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

function refusalOf(reason: WebhookErrorReason): { status: number; message: string } {
  if (NOT_AUTHENTIC.has(reason)) return { status: 401, message: `验签失败 ${reason}` }
  if (OURS.has(reason)) return { status: 500, message: '处理失败' }
  return { status: 400, message: `通知格式错误 ${reason}` }
}
