import { bytesIn, concatBytes, utf8 } from '../crypto/bytes.ts'
import { isStream, piecesOf } from '../shared/streams.ts'
import { refuse, type Framework } from './refusals.ts'

/** Headers in the forms of the frameworks; names are matched case-insensitively. */
export type IncomingHeaders =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** A request with an unparsed body. Requests of NestJS and of cloud functions have this shape. */
export interface IncomingWebhook {
  readonly headers: IncomingHeaders
  /**
   * The received bytes, their text, or the unread stream of a Node request. A parsed object cannot be verified, and
   * does not compile.
   */
  readonly rawBody: Uint8Array | ArrayBuffer | string | AsyncIterable<Uint8Array>
  /** The request's URL, with or without its query. It distinguishes merchants that share an endpoint. */
  readonly url?: string
  /** The framework that read the body. If the body is no longer raw, the error names this framework's remedy only. */
  readonly framework?: Framework
}

export interface SignatureHeaders {
  readonly timestamp: string
  readonly nonce: string
  readonly serial: string
  readonly signature: string
}

/** The relevant headers of a notification, with all their values. */
export interface NotificationHeaders {
  /** Whether the body is XML, as in notifications of APIv2. */
  readonly isXml: boolean
  /** The four headers that verify an APIv3 notification. Each must be present exactly once. */
  signature(): SignatureHeaders
}

export function readHeaders(headers: IncomingHeaders | undefined): NotificationHeaders {
  const found = wantedHeaders(headers)
  const contentType = valuesOf(found[PLACE['content-type']]).join()
  const read = (name: WantedName): string => {
    const given = found[PLACE[name]]
    const value = typeof given === 'string' ? given.trim() : valuesOf(given)[0]?.trim()
    if (!value) throw refuse.missingHeader(name, contentType)
    // Servers join repeated headers with a comma, which none of the four may contain.
    if (value.includes(',') || valuesOf(given).length > 1) throw refuse.duplicateHeader(name)
    return value
  }
  return {
    isXml: /[/+]xml\b/i.test(contentType),
    signature: () => ({
      timestamp: read('wechatpay-timestamp'),
      nonce: read('wechatpay-nonce'),
      serial: read('wechatpay-serial'),
      signature: read('wechatpay-signature'),
    }),
  }
}

/** Whether headers say that the body is XML. */
export function isXml(headers: IncomingHeaders | undefined): boolean {
  return readHeaders(headers).isXml
}

/** The relevant headers, with the index of their values in a list. */
const PLACE = {
  'content-type': 0,
  'wechatpay-timestamp': 1,
  'wechatpay-nonce': 2,
  'wechatpay-serial': 3,
  'wechatpay-signature': 4,
} as const
type WantedName = keyof typeof PLACE

const PLACES: ReadonlyMap<string, number> = new Map(Object.entries(PLACE))
/** Rules out most other headers by length, without comparing letters. */
const LENGTHS: ReadonlySet<number> = new Set([...PLACES.keys()].map(({ length }) => length))

/** The values of the relevant headers, by index. Entries that are not headers are skipped. */
function wantedHeaders(headers: IncomingHeaders | undefined): readonly unknown[] {
  const found: unknown[] = [undefined, undefined, undefined, undefined, undefined]
  if (typeof headers !== 'object' || headers === null) return found
  if (Symbol.iterator in headers) {
    for (const entry of headers as Iterable<unknown>)
      if (Array.isArray(entry) && typeof entry[0] === 'string') addHeader(found, entry[0], entry[1])
  } else {
    for (const name of Object.keys(headers)) addHeader(found, name, headers[name])
  }
  return found
}

function addHeader(found: unknown[], name: string, value: unknown): void {
  if (!LENGTHS.has(name.length) || value === undefined || value === null) return
  const place = PLACES.get(name) ?? PLACES.get(name.toLowerCase())
  if (place === undefined) return
  found[place] = found[place] === undefined ? value : [found[place], value]
}

/** Usually there is one value, a text. */
function valuesOf(given: unknown): readonly string[] {
  if (typeof given === 'string') return [given]
  return given === undefined ? [] : [given].flat(Infinity).map(String)
}

/** The path of a request, without its query. */
export function pathOf(request: Request | IncomingWebhook): string | undefined {
  const { url } = request
  if (url === undefined) return undefined
  // Node's requests contain the path only, Web-standard ones the whole address.
  return URL.canParse(url) ? new URL(url).pathname : url.split('?')[0]
}

/** The raw body, at most `limit` bytes; a promise if it must still be read. */
export function rawBodyOf(
  request: Request | IncomingWebhook,
  limit: number,
): Uint8Array | string | Promise<Uint8Array> {
  if (!('rawBody' in request) && typeof request.arrayBuffer === 'function') {
    if (request.bodyUsed || request.body?.locked) throw refuse.bodyNotRaw('a Request whose body has been read already')
    return request.body ? readAll(piecesOf(request.body), limit) : new Uint8Array()
  }
  const { rawBody: body, framework }: { rawBody: unknown; framework?: Framework } = request as IncomingWebhook
  // A UTF-16 unit becomes at most three bytes, so short texts need no counting.
  if (typeof body === 'string') return body.length * 3 > limit ? within(limit, utf8(body)) : body
  const bytes = bytesIn(body)
  if (bytes) return within(limit, bytes)
  if (isStream(body)) {
    const { readableDidRead, locked } = body as Stream
    // A stream that was read before would look like an empty body.
    if (readableDidRead || locked) throw refuse.bodyNotRaw('a stream that has been read already', framework)
    return readAll(body as Stream, limit)
  }
  const received = body === undefined || body === null ? String(body) : `a value of type ${typeof body}`
  throw refuse.bodyNotRaw(received, framework)
}

/** A stream of Node or of the Web. */
type Stream = AsyncIterable<Uint8Array | string> & { readonly readableDidRead?: boolean; readonly locked?: boolean }

/** Reads up to the limit and stops there, since the sender is still unverified. */
async function readAll(chunks: AsyncIterable<Uint8Array | string>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    // Yields text after `setEncoding('utf8')` on a Node request; with another encoding the signature does not match.
    const part = typeof chunk === 'string' ? utf8(chunk) : chunk
    length += part.length
    if (length > limit) throw refuse.tooLarge(limit)
    parts.push(part)
  }
  return concatBytes(...parts)
}

function within(limit: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length > limit) throw refuse.tooLarge(limit)
  return bytes
}
