import { concatBytes } from '../crypto/bytes.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { MAX_RESPONSE_BYTES, type TransportResponse } from './transport/transport.ts'

/** Whether these are the first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** A file that was asked for compressed. It stops at the limit, not after it: some archives never end. */
export async function gunzip(operation: string, { body, status, headers }: TransportResponse): Promise<Uint8Array> {
  const problem = (what: string, cause?: unknown): MalformedResponseError =>
    new MalformedResponseError(`${operation}: ${what}`, { status, requestId: headers['request-id'], cause })
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = new Blob([body as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length
      if (length > MAX_RESPONSE_BYTES) break
      chunks.push(part.value)
    }
  } catch (error) {
    throw problem('the file is not gzip, or was cut short', error)
  }
  if (length <= MAX_RESPONSE_BYTES) return concatBytes(...chunks)
  await reader.cancel()
  throw problem('the file is larger than this call can hold')
}
