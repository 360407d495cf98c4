import { concatBytes, utf8 } from '../crypto/bytes.ts'
import { refuse } from './refusals.ts'

/** Headers as frameworks have them; names are read without regard to case. */
export type IncomingHeaders =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** A request whose body was read but not parsed. Requests of NestJS and of cloud functions have this shape as they are. */
export interface IncomingWebhook {
  readonly headers: IncomingHeaders
  /** The bytes that arrived, or the text they are. A parsed object cannot be verified, and does not compile. */
  readonly rawBody: Uint8Array | ArrayBuffer | string
}

export interface SignatureHeaders {
  readonly timestamp: string
  readonly nonce: string
  readonly serial: string
  readonly signature: string
}

/** The four headers that a notification is verified with, each of them present exactly once. */
export function signatureHeaders(headers: IncomingHeaders): SignatureHeaders {
  const found = new Map<string, string[]>()
  const entries: Iterable<readonly [string, string | readonly string[] | undefined]> =
    Symbol.iterator in headers ? (headers as Iterable<readonly [string, string]>) : Object.entries(headers)
  for (const [name, value] of entries) {
    const key = name.toLowerCase()
    if (value !== undefined)
      found.set(key, [...(found.get(key) ?? []), ...(typeof value === 'string' ? [value] : value)])
  }
  const read = (name: string) => {
    const values = found.get(name) ?? []
    const value = values[0]?.trim()
    if (!value) throw refuse.missingHeader(name, found.get('content-type')?.join() ?? '')
    // Servers join repeated headers with a comma, which none of the four can contain.
    if (values.length > 1 || value.includes(',')) throw refuse.duplicateHeader(name)
    return value
  }
  return {
    timestamp: read('wechatpay-timestamp'),
    nonce: read('wechatpay-nonce'),
    serial: read('wechatpay-serial'),
    signature: read('wechatpay-signature'),
  }
}

/** The exact bytes of the body, `limit` of them at most. */
export async function rawBodyOf(request: Request | IncomingWebhook, limit: number): Promise<Uint8Array> {
  if (!('rawBody' in request) && typeof request.arrayBuffer === 'function') return readBody(request, limit)
  const body: unknown = (request as IncomingWebhook).rawBody
  if (typeof body === 'string') return within(limit, utf8(body))
  // Not `instanceof`: test runners and sandboxes have bytes of another realm.
  if (ArrayBuffer.isView(body)) return within(limit, new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  if (body instanceof ArrayBuffer) return within(limit, new Uint8Array(body))
  throw refuse.bodyNotRaw(body === undefined || body === null ? String(body) : `a value of type ${typeof body}`)
}

/** Stops at the limit instead of after it: whoever sends without end has not been verified yet. */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw refuse.bodyNotRaw('a Request whose body has been read already')
  if (!request.body) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > limit) {
      await reader.cancel()
      throw refuse.tooLarge(limit)
    }
    parts.push(part.value)
  }
  return concatBytes(...parts)
}

function within(limit: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length > limit) throw refuse.tooLarge(limit)
  return bytes
}
