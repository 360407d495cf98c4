import { randomBytes } from 'node:crypto'
import type { Refusal } from '../machine/refusal.ts'
import type { FaultKind } from '../faults/faults.ts'
import { type Language, localise } from './localise.ts'
import { type SigningKey, signatureHeaders, tamper } from './platform-signature.ts'
import { transportRefusals } from './transport-refusals.ts'

/** An answer before it is signed. */
export interface Reply {
  readonly status: number
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
  /** The signed bytes if they are not the body; some answers are unsigned. */
  readonly signs?: 'nothing' | Uint8Array
}

export function success(data: object | undefined): Reply {
  return { ...json(data, 'zh-CN', 0), status: data === undefined ? 204 : 200 }
}

/** A file with its media type. */
export function withFile(type: string, content: Uint8Array): Reply {
  return { status: 200, body: Uint8Array.from(content), headers: { ...common('zh-CN', 0), 'Content-Type': type } }
}

export function failure(refusal: Refusal, language: Language): Reply {
  const { status, code, detail, causeCode } = refusal
  const [text, spoken] = localise(refusal, language)
  return { ...json({ code, message: text, detail }, spoken, causeCode), status }
}

/** Production sends no body for unknown paths and methods. */
export function silence(status: 404 | 405): Reply {
  return { status, body: new Uint8Array(), headers: { 'Content-Length': '0' } }
}

/** Removes the request id, which some answers lack. */
export function anonymous(reply: Reply): Reply {
  const { 'Request-ID': _none, ...headers } = reply.headers
  return { ...reply, headers }
}

/** The answer for a fault that breaks something on WeChat Pay's side. */
export function faultReply(status: number): Reply {
  if (status === 429) return failure(transportRefusals.tooManyRequests, 'zh-CN')
  if (status === 503) return failure(transportRefusals.serviceUnavailable, 'zh-CN')
  if (status === 502 || status === 504) return gatewayPage(status)
  return failure({ ...transportRefusals.systemError, status }, 'zh-CN')
}

/** Gateways in front of the API answer unsigned HTML. */
function gatewayPage(status: number): Reply {
  const page = `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center></body>\r\n</html>\r\n`
  return { status, body: Uint8Array.from(Buffer.from(page)), headers: { 'Content-Type': 'text/html' } }
}

/**
 * @param now real time, ms
 * @param fault the defect of the signature
 */
export async function signed(reply: Reply, key: SigningKey, now: number, fault?: FaultKind): Promise<Reply> {
  const { signs = reply.body } = reply
  const signature = signs === 'nothing' ? {} : await signatureHeaders(signs, key, now, fault)
  return {
    ...reply,
    body: fault === 'tamper' && reply.body.length > 0 ? tamper(reply.body) : reply.body,
    headers: { ...reply.headers, ...signature },
  }
}

export function toResponse({ status, body, headers }: Reply): Response {
  return new Response(body.length > 0 ? body : null, { status, headers })
}

function json(data: object | undefined, language: Language, causeCode: number): Omit<Reply, 'status'> {
  return {
    body: Uint8Array.from(Buffer.from(data === undefined ? '' : JSON.stringify(data))),
    // An answer without a body (204) has it too: WxJava reads it from every answer before it verifies.
    headers: { ...common(language, causeCode), 'Content-Type': 'application/json; charset=utf-8' },
  }
}

function common(language: Language, causeCode: number): Record<string, string> {
  return {
    'Cache-Control': 'no-cache, must-revalidate',
    'X-Content-Type-Options': 'nosniff',
    'Request-ID': requestId(causeCode),
    'Content-Language': language,
  }
}

/** A request id that ends in the numeric cause of an error, 0 on success. */
function requestId(causeCode: number): string {
  return `08${randomBytes(13).toString('hex').toUpperCase()}-${causeCode}`
}
