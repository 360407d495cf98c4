import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookHandler } from '../handler.ts'
import type { Framework } from '../refusals.ts'
import type { WebhookReply } from '../reply.ts'

/** What of a Node request is used. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly headers: IncomingHttpHeaders
  readonly url?: string | undefined
  /** Of Express: `url` before a router took its part off. */
  readonly originalUrl?: string
  /** What a body parser of Express has made of it. */
  readonly body?: unknown
  /** What NestJS (`rawBody: true`) and cloud functions keep. */
  readonly rawBody?: unknown
}

/** What of a Node response is used. */
export interface NodeResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown
  end(body?: string): unknown
  destroy(error?: Error): unknown
}

export async function answerNode(
  handler: WebhookHandler,
  request: NodeRequest,
  response: NodeResponse,
  framework?: Framework,
): Promise<void> {
  const { status, headers, body } = await handleNode(handler, request, framework)
  response.writeHead(status, headers)
  response.end(body ?? undefined)
}

/** Takes the bytes from wherever they are: kept beside a parsed body, left unparsed, or still in the stream. */
export function handleNode(
  handler: WebhookHandler,
  request: NodeRequest,
  framework: Framework | undefined,
): Promise<WebhookReply> {
  const { headers } = request
  const url = request.originalUrl ?? request.url
  const bytes = [request.rawBody, request.body].find((body) => typeof body === 'string' || ArrayBuffer.isView(body))
  return handler.handle({
    headers,
    rawBody: (bytes as string | Uint8Array | undefined) ?? request,
    ...(url !== undefined && { url }),
    ...(framework && { framework }),
  })
}
