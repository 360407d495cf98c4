import { concatBytes } from '../crypto/bytes.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { MAX_RESPONSE_BYTES, type TransportResponse } from '../transport/transport.ts'
import { inflate } from './inflate.ts'
import { NotGzip } from './not-gzip.ts'

/**
 * Decompresses an answer that the request wanted compressed. It stops at the limit, because some archives never end.
 */
export async function gunzip(operation: string, { body, status, headers }: TransportResponse): Promise<Uint8Array> {
  const problem = (what: string, cause?: unknown): MalformedResponseError =>
    new MalformedResponseError(`${operation}: ${what}`, { status, requestId: headers['request-id'], cause })
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of inflate(once(body))) {
      length += piece.length
      if (length > MAX_RESPONSE_BYTES) throw problem('the file is larger than this call can hold')
      pieces.push(piece)
    }
  } catch (error) {
    throw error instanceof NotGzip ? problem(error.message, error) : error
  }
  return concatBytes(...pieces)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}
