import { MAX_RESPONSE_BYTES, TransportFailure, type Transport, type TransportResponse } from './transport.ts'

/** The runtime's `fetch`, or one that behaves like it. */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return {
    async send({ method, url, headers, body, timeoutMs, signal }): Promise<TransportResponse> {
      const controller = new AbortController()
      let reason: 'timeout' | 'aborted' = 'timeout'
      const abort = (): void => {
        reason = 'aborted'
        controller.abort(signal?.reason)
      }
      if (signal?.aborted) throw new TransportFailure('aborted', signal.reason)
      signal?.addEventListener('abort', abort, { once: true })
      const timer = setTimeout(() => controller.abort(), timeoutMs)
      try {
        const response = await fetch(url, {
          method,
          headers,
          redirect: 'manual',
          signal: controller.signal,
          ...(body.length > 0 ? { body: body as Uint8Array<ArrayBuffer> } : {}),
        })
        const bytes = new Uint8Array(await response.arrayBuffer())
        if (bytes.length > MAX_RESPONSE_BYTES) throw new TransportFailure('too-large')
        return { status: response.status, headers: Object.fromEntries(response.headers), body: bytes }
      } catch (error) {
        if (error instanceof TransportFailure) throw error
        // fetch does not tell whether it had connected, so the worse is assumed.
        throw new TransportFailure(controller.signal.aborted ? reason : 'exchange', error)
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
    },
  }
}

export function defaultTransport(): Transport {
  return fetchTransport((input, init) => globalThis.fetch(input, init))
}
