import { WechatPayError } from '../errors/wechatpay-error.ts'
import type { RequestEvent, ResponseEvent, RetryEvent } from './events.ts'

/** Prints an event as one line on stderr, so that it does not mix with the program's own output. */
export function printEvent(
  kind: 'request' | 'response' | 'retry',
  event: RequestEvent | ResponseEvent | RetryEvent,
): void {
  console.error(`wechatpay-ts ${lineOf(kind, event)}`)
}

function lineOf(kind: 'request' | 'response' | 'retry', event: object): string {
  if (kind === 'request') return requestLine(event as RequestEvent)
  return kind === 'response' ? responseLine(event as ResponseEvent) : retryLine(event as RetryEvent)
}

function requestLine({ operation, mchid, attempt, origin, bodyBytes, parameters }: RequestEvent): string {
  return `→ ${operation} ${JSON.stringify(parameters)} (${mchid}, attempt ${attempt}, ${origin}, ${bodyBytes} bytes)`
}

function responseLine({ request, status, requestId, durationMs, data, error }: ResponseEvent): string {
  const id = requestId === undefined ? '' : `, Request-ID ${requestId}`
  const outcome = error === undefined ? (JSON.stringify(data) ?? '') : nameOf(error)
  return `← ${status ?? 'no answer'} ${request.operation} ${outcome} (${Math.round(durationMs)} ms${id})`
}

function retryLine({ request, error, delayMs, origin }: RetryEvent): string {
  return `↻ ${request.operation} after ${nameOf(error)}: again in ${Math.round(delayMs)} ms at ${origin}`
}

/** Returns a text for an error. Messages of this package's errors hold no secret; messages of other errors may. */
function nameOf(error: unknown): string {
  if (error instanceof WechatPayError) return `${error.name} ${error.code}`
  return error instanceof Error ? error.name : typeof error
}
