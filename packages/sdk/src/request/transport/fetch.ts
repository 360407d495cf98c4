import { concatBytes } from '../../crypto/bytes.ts'
import { MAX_RESPONSE_BYTES, TransportFailure, type Transport, type TransportRequest } from './transport.ts'

/** Failures before a connection was there, as Node, Bun and Deno name them. Elsewhere none is told apart. */
const NOT_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/

/** The runtime's `fetch`, or one that behaves like it. */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return {
    async send(request) {
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
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await readBody(response),
        }
      } catch (error) {
        if (error instanceof TransportFailure) throw error
        throw new TransportFailure(limit.exceeded ?? (isNotConnected(error) ? 'connect' : 'exchange'), error)
      } finally {
        limit.end()
      }
    },
  }
}

export function defaultTransport(): Transport {
  return fetchTransport((input, init) => globalThis.fetch(input, init))
}

/** Ends one attempt when its time is up or its caller gives up, and knows which it was. */
class Limit {
  exceeded: 'timeout' | 'aborted' | undefined
  readonly #controller = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #caller: AbortSignal | undefined

  constructor({ timeoutMs, signal }: TransportRequest) {
    this.#timer = setTimeout(() => this.#stop('timeout'), timeoutMs)
    this.#caller = signal
    signal?.addEventListener('abort', this.#abort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => this.#stop('aborted')

  #stop(reason: 'timeout' | 'aborted'): void {
    this.exceeded ??= reason
    this.#controller.abort(this.#caller?.reason)
  }
}

/** Stops at the limit instead of after it: whoever sends without end has not been verified yet. */
async function readBody({ body }: Response): Promise<Uint8Array> {
  if (!body) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > MAX_RESPONSE_BYTES) {
      await reader.cancel()
      throw new TransportFailure('too-large')
    }
    chunks.push(part.value)
  }
  return concatBytes(...chunks)
}

function isNotConnected(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } }
  return NOT_CONNECTED.test(String(cause?.code ?? code))
}
