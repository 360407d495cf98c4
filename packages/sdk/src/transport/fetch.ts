import { describeValue } from '../errors/describe-value.ts'
import { isStream, piecesOf as piecesOfWebStream } from '../shared/streams.ts'
import { BodyBuffer } from './body-buffer.ts'
import type { FetchFunction, FetchResponse } from './fetch-function.ts'
import { isNotConnected } from './not-connected.ts'
import {
  TransportFailure,
  isRefusal,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** A transport over the runtime's `fetch`, or a compatible function. */
export function fetchTransport(fetch: FetchFunction): Transport {
  /** @param read turns the response into the answer */
  const exchange = async <Answer>(
    request: TransportRequest,
    read: (response: FetchResponse, limit: Limit) => Answer | Promise<Answer>,
  ): Promise<Answer> => {
    const { method, url, headers, body, signal } = request
    if (signal?.aborted) throw new TransportFailure('aborted', signal.reason)
    const limit = new Limit(request)
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers },
        redirect: 'manual',
        signal: limit.signal,
        ...(body.length > 0 ? { body: bufferOf(body) } : {}),
      })
      if (typeof (response as Partial<FetchResponse> | undefined)?.headers?.forEach !== 'function')
        throw new TypeError(`fetch: expected a Response, received ${describeValue(response)}`)
      return await read(response, limit)
    } catch (error) {
      limit.end()
      throw limit.failure(error)
    }
  }
  return {
    send: (request) =>
      exchange(request, async (response, limit) => {
        const body = await readBody(response)
        limit.end()
        return { ...headOf(response), body }
      }),
    stream: (request) =>
      exchange(request, (response, limit) => {
        limit.pause()
        return { ...headOf(response), body: piecesOf(response, limit) }
      }),
  }
}

/** Copies the bytes, because other data may follow them in the same memory. */
function bufferOf(body: Uint8Array): ArrayBuffer {
  return new Uint8Array(body).buffer
}

function headOf({ status, headers }: FetchResponse): Pick<TransportResponse, 'status' | 'headers'> {
  const found: Record<string, string> = {}
  headers.forEach((value, name) => {
    found[name.toLowerCase()] = value
  })
  return { status, headers: found }
}

/** Returns an iterator over the chunks of a body. Its `return` releases a body that is not read to the end. */
function readerOf(body: object | null): AsyncIterator<Uint8Array, unknown> {
  if (body === null) return (async function* () {})()
  // Node's streams are iterable; web streams are not in every runtime.
  return isWebStream(body) ? piecesOfWebStream(body) : iteratorOf(body)
}

function isWebStream(body: object): body is ReadableStream<Uint8Array> {
  return 'getReader' in body
}

function iteratorOf(body: object): AsyncIterator<Uint8Array, unknown> {
  if (!isStream(body)) throw new TypeError('the body of the response is no stream')
  return (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
}

export function defaultTransport(): Transport {
  return fetchTransport((input, init) => globalThis.fetch(input, init))
}

/** Ends one attempt when its time is up or its caller aborts, and records which of the two it was. */
class Limit {
  readonly #request: TransportRequest
  readonly #controller = new AbortController()
  #exceeded: 'timeout' | 'aborted' | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(request: TransportRequest) {
    this.#request = request
    this.start()
    request.signal?.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  start(): void {
    this.#timer = setTimeout(() => this.#stop('timeout'), this.#request.timeoutMs)
  }

  pause(): void {
    clearTimeout(this.#timer)
  }

  end(): void {
    this.pause()
    this.#request.signal?.removeEventListener('abort', this.#abort)
  }

  failure(error: unknown): TransportFailure {
    if (error instanceof TransportFailure) return error
    return new TransportFailure(this.#exceeded ?? (isNotConnected(error) ? 'connect' : 'exchange'), error)
  }

  readonly #abort = (): void => this.#stop('aborted')

  #stop(reason: 'timeout' | 'aborted'): void {
    this.#exceeded ??= reason
    this.#controller.abort(this.#request.signal?.reason)
  }
}

async function* piecesOf({ body }: FetchResponse, limit: Limit): AsyncGenerator<Uint8Array, void> {
  const reader = readerOf(body)
  try {
    for (;;) {
      limit.start()
      const part = await reader.next()
      limit.pause()
      if (part.done) return
      yield part.value
    }
  } catch (error) {
    throw limit.failure(error)
  } finally {
    limit.end()
    // Closes the connection of a partly read body. For a complete or broken body this does nothing.
    await reader.return?.().catch(() => undefined)
  }
}

/** Reads a body and stops at the limit. */
async function readBody(response: FetchResponse): Promise<Uint8Array> {
  const buffer = new BodyBuffer(isRefusal(response))
  const reader = readerOf(response.body)
  for (let part = await reader.next(); !part.done; part = await reader.next()) {
    if (buffer.add(part.value)) continue
    await reader.return?.()
    if (buffer.isTooLarge) throw new TransportFailure('too-large')
    break
  }
  return buffer.bytes()
}
