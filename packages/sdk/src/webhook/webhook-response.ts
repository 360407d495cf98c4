import { checkAreFunctions } from '../shared/checks.ts'
import { notifyListener } from '../shared/notify-listener.ts'
import { requireObject } from '../shared/require-object.ts'
import type { WebhookEvent } from './event.ts'
import type { Receiver } from './receiver.ts'
import { isXml } from './incoming.ts'
import { acknowledge, asXml, reject } from './reply.ts'

/**
 * A whole endpoint for Web-standard servers: it receives, runs `handle`, and answers. The answer is 204 (for XML its
 * success) once `handle` resolves, and 500 when it throws, after which WeChat Pay delivers again. Store the event in
 * `handle` and do slow work later: the answer is due within five seconds.
 *
 * @param onError called with the error of every delivery that was not acknowledged. Default: `console.error`
 * @throws {RequestError | ConfigError} the request is none, or `handle` or `onError` is no function
 * @example
 * app.post('/wechatpay', (c) => webhookResponse(receiver, c.req.raw, async (event) => { await store(event) }))
 */
export async function webhookResponse(
  receiver: Receiver,
  request: Request,
  handle: (event: WebhookEvent) => unknown,
  onError: (error: unknown) => unknown = console.error,
): Promise<Response> {
  requireObject('webhookResponse', 'request', request)
  checkAreFunctions({ handle, onError })
  let reply = acknowledge()
  try {
    await handle(await receiver.receive(request))
  } catch (error) {
    notifyListener('onError', onError, error)
    reply = reject(error)
  }
  if (isXml(request.headers)) reply = asXml(reply)
  return new Response(reply.body, reply)
}
