import { bytesIn, concatBytes } from '../../crypto/bytes.ts'
import { RequestError } from '../../errors/request-error.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { isStream, piecesOf } from '../../shared/streams.ts'

/** A file in memory, ready for hashing and sending. */
export interface LoadedFile {
  readonly filename: string
  readonly bytes: Uint8Array
  readonly mediaType: string
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  avi: 'video/x-msvideo',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  wmv: 'video/x-ms-wmv',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  flv: 'video/x-flv',
  f4v: 'video/x-f4v',
  m4v: 'video/x-m4v',
  rmvb: 'application/vnd.rn-realmedia-vbr',
  pdf: 'application/pdf',
  csv: 'text/csv',
  zip: 'application/zip',
}

/** Type and subtype, perhaps with parameters. It goes into a header of the form unchanged. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[\t\x20-\x7e]*)?$/

/**
 * Reads an upload completely, because its digest is signed before the first byte is sent.
 *
 * @param limit the documented limit, if any; reading stops there
 * @throws {RequestError} the value is no file, has no name, is empty, too large, or unreadable
 */
export async function readFile(operation: string, file: unknown, limit: number | undefined): Promise<LoadedFile> {
  const refuse = (expected: string, received: string, cause?: unknown): RequestError =>
    new RequestError('file', `${operation}: file: expected ${expected}, received ${received}`, {
      cause,
      hint: {
        zh: '请传入 File、{ path }（仅 Node）或 { filename, content }',
        en: 'Give a File, { path } (Node only) or { filename, content }.',
      },
    })
  if (typeof file !== 'object' || file === null) throw refuse('a file', describeValue(file))
  const { path, content, filename, mediaType } = file as Readonly<Record<string, unknown>>
  const name = filename ?? (isBlob(file) ? (file as Partial<File>).name : baseName(path))
  if (typeof name !== 'string' || name === '') throw refuse('a file with a name', 'one without `filename`')
  if (mediaType !== undefined && !(typeof mediaType === 'string' && MEDIA_TYPE.test(mediaType)))
    throw refuse('a `mediaType` such as image/jpeg', describeValue(mediaType))
  const chunks = typeof path === 'string' ? await openPath(path, refuse) : chunksOf(content ?? file)
  if (!chunks) throw refuse('content that can be read (Blob, Uint8Array, stream)', describeValue(content ?? file))
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of chunks as AsyncIterable<unknown>) {
      // Node streams may yield text, which would be copied as zeros under a valid signature.
      const bytes = bytesIn(chunk)
      if (!bytes) throw new Refusal(`${describeValue(chunk)} among its bytes`)
      length += bytes.length
      if (limit !== undefined && length > limit) break
      parts.push(bytes)
    }
  } catch (error) {
    // A file system error quotes the path, which may be a person's name, or by mistake the file's content.
    const { code, path: quoted } = (error ?? {}) as { readonly code?: unknown; readonly path?: unknown }
    const reason = typeof code === 'string' ? code : error instanceof Refusal ? error.message : 'a stream that failed'
    throw refuse('a file that can be read', reason, quoted === undefined ? error : undefined)
  }
  if (limit !== undefined && length > limit) throw refuse(`at most ${limit} bytes`, 'more')
  if (length === 0) throw refuse('content', 'an empty file')
  const type = mediaType ?? (isBlob(file) && file.type !== '' ? file.type : MEDIA_TYPES[extensionOf(name)])
  return {
    filename: name,
    bytes: parts.length === 1 ? parts[0]! : concatBytes(...parts),
    mediaType: type ?? 'application/octet-stream',
  }
}

/** A fault of the content, described in our own words. */
class Refusal extends TypeError {}

/** The extension in lower case; empty for a name without one. */
export function extensionOf(filename: string): string {
  return /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? ''
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

function chunksOf(content: unknown): Chunks | undefined {
  // The stream of another class of `Blob` may be one of Node.
  if (isBlob(content)) return chunksOf(content.stream())
  const bytes = bytesIn(content)
  if (bytes) return [bytes]
  if (isWebStream(content)) return piecesOf(content)
  return isStream(content) ? (content as AsyncIterable<Uint8Array>) : undefined
}

/** Not `instanceof`: node-fetch, jsdom and others have classes of their own. */
function isBlob(value: unknown): value is Blob {
  return ['[object Blob]', '[object File]'].includes(Object.prototype.toString.call(value))
}

function isWebStream(value: unknown): value is ReadableStream<Uint8Array> {
  return Object.prototype.toString.call(value) === '[object ReadableStream]'
}

async function openPath(
  path: string,
  refuse: (expected: string, received: string, cause?: unknown) => RequestError,
): Promise<Chunks> {
  const { createReadStream } = (await import('#node/request/upload/open-node')) as Partial<
    typeof import('./open-node.ts')
  >
  if (!createReadStream) throw refuse('{ filename, content }', 'a path, in a runtime without files')
  return createReadStream(path)
}

function baseName(path: unknown): string | undefined {
  return typeof path === 'string' ? path.split(/[/\\]/).at(-1) : undefined
}
