import type { FunctionEvent } from '../function-event.ts'
import type { WebhookHandler } from '../handler.ts'

/** The answer in the form that gateways expect from a function. */
export interface FunctionReply {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: string
  readonly isBase64Encoded: false
}

/**
 * An endpoint as a cloud function: AWS Lambda behind API Gateway or a function URL, Tencent SCF, Alibaba FC, Netlify.
 * Pass the event unchanged. Alibaba FC sends bytes or text, which the function first parses as JSON.
 *
 * @example
 * export const handler = serverlessWebhook(wechatpay)
 */
export function serverlessWebhook(
  handler: WebhookHandler,
): (event: FunctionEvent | Uint8Array | string) => Promise<FunctionReply> {
  return async (event) => {
    const { status, headers, body } = await handler.handle(eventOf(event))
    return { statusCode: status, headers: { ...headers }, body: body ?? '', isBase64Encoded: false }
  }
}

/**
 * Parses the event. Anything that is not an event becomes an empty one, which the handler refuses like any request
 * without a signature.
 */
function eventOf(event: FunctionEvent | Uint8Array | string): FunctionEvent {
  if (typeof event !== 'string' && !ArrayBuffer.isView(event)) return event
  try {
    const text = typeof event === 'string' ? event : new TextDecoder().decode(event)
    return (Object(JSON.parse(text)) as FunctionEvent | null) ?? {}
  } catch {
    return {}
  }
}
