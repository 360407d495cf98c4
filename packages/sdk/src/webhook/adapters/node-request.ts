import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookHandler } from '../handler.ts'
import type { Framework } from '../refusals.ts'
import type { WebhookReply } from '../reply.ts'

/** The members of a Node request that the adapters use. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly headers: IncomingHttpHeaders
  readonly url?: string | undefined
  /** Express: the URL before a router removed its prefix. */
  readonly originalUrl?: string
  /** Express: the result of a body parser. */
  readonly body?: unknown
  /** The raw body that NestJS (`rawBody: true`) and cloud functions keep. */
  readonly rawBody?: unknown
}

/** The members of a Node response that the adapters use. */
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

/** Finds the raw bytes: kept beside a parsed body, unparsed, or still in the stream. */
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
