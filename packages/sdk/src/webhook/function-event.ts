import { base64Decode } from '../crypto/bytes.ts'
import type { IncomingHeaders, IncomingWebhook } from './incoming.ts'
import { refuse } from './refusals.ts'

/**
 * The event that a cloud function gets for an HTTP request, as its platform hands it over: AWS Lambda behind API Gateway
 * (REST and HTTP APIs), a load balancer or a function URL, Tencent SCF, Alibaba FC (parsed from JSON), Netlify.
 */
export interface FunctionEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined
  /** Headers as REST APIs and load balancers also send them. They are read if `headers` is missing. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined
  readonly body?: string | null | undefined
  /** Whether `body` is Base64. */
  readonly isBase64Encoded?: boolean | undefined
  /** Absent, because a request with a raw body is not an event. */
  readonly rawBody?: undefined
  readonly rawPath?: string | undefined
  readonly path?: string | undefined
}

/** A request in any form that can be received. */
export type ReceivableRequest = Request | IncomingWebhook | FunctionEvent

/** Returns the headers of a request in any form. */
export function headersOf(request: ReceivableRequest): IncomingHeaders | undefined {
  const { headers, multiValueHeaders } = request as FunctionEvent
  return headers ?? multiValueHeaders ?? undefined
}

/**
 * Returns the request in a function's event. Any other request is returned unchanged.
 *
 * @throws {WebhookError} the event says that its body is Base64, and it is not
 */
export function requestOf(request: ReceivableRequest): Request | IncomingWebhook {
  if (!isFunctionEvent(request)) return request
  const { body, isBase64Encoded, rawPath, path } = request
  const url = rawPath ?? path
  return {
    headers: headersOf(request) ?? {},
    rawBody: isBase64Encoded === true ? decoded(body ?? '') : (body ?? ''),
    ...(url !== undefined && { url }),
  }
}

function isFunctionEvent(request: ReceivableRequest): request is FunctionEvent {
  if ('rawBody' in request || ('arrayBuffer' in request && typeof request.arrayBuffer === 'function')) return false
  const { body } = request as FunctionEvent
  return typeof body === 'string' || ((body === null || body === undefined) && 'isBase64Encoded' in request)
}

function decoded(body: string): Uint8Array {
  const bytes = base64Decode(body)
  if (!bytes) throw refuse.bodyNotRaw('text that is not Base64, although the event says so', 'Cloud functions')
  return bytes
}

/** Returns whether a body is the Base64 of JSON or XML. Some gateways encode it without telling the function. */
export function isEncoded(body: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(body).trim()
  return /^[A-Za-z\d+/]{8}[A-Za-z\d+/\s]*={0,2}$/.test(text) && /^[{<]/.test(atob(text.slice(0, 8)))
}
