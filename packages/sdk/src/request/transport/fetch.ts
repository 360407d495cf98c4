import { BodyBuffer } from './body-buffer.ts'
import { isNotConnected } from './not-connected.ts'
import {
  TransportFailure,
  isRefusal,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** A transport over the runtime's `fetch`, or a compatible function. */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  /** @param read turns the response into the answer */
  const exchange = async <Answer>(
    request: TransportRequest,
    read: (response: Response, limit: Limit) => Answer | Promise<Answer>,
  ): Promise<Answer> => {
    const { method, url, headers, body, signal } = request
    if (signal?.aborted) throw new TransportFailure('aborted', signal.reason)
    const limit = new Limit(request)
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: limit.signal,
        ...(body.length > 0 ? { body: body as Uint8Array<ArrayBuffer> } : {}),
      })
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

function headOf({ status, headers }: Response): Pick<TransportResponse, 'status' | 'headers'> {
  return { status, headers: Object.fromEntries(headers) }
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

async function* piecesOf({ body }: Response, limit: Limit): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader()
  try {
    for (;;) {
      limit.start()
      const part = await reader?.read()
      limit.pause()
      if (!part || part.done) return
      yield part.value
    }
  } catch (error) {
    throw limit.failure(error)
  } finally {
    limit.end()
    // Closes the connection of a partly read body. For a complete or broken body this does nothing.
    await reader?.cancel().catch(() => undefined)
  }
}

/** Reads a body and stops at the limit. */
async function readBody(response: Response): Promise<Uint8Array> {
  const buffer = new BodyBuffer(isRefusal(response))
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    if (buffer.add(part.value)) continue
    await reader?.cancel()
    if (buffer.isTooLarge) throw new TransportFailure('too-large')
    break
  }
  return buffer.bytes()
}
