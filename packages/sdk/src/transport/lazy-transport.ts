import { ownOptions } from '../shared/own-options.ts'
import type { Transport } from './transport.ts'

/**
 * Creates a transport that is loaded with its first request.
 *
 * @param presentsCertificates the `presentsCertificates` of the loaded transport
 */
export function lazyTransport(load: () => Promise<Transport>, presentsCertificates: boolean): Transport {
  let loading: Promise<Transport> | undefined
  let loaded: Transport | undefined
  const get = (): Promise<Transport> => (loading ??= load().then((transport) => (loaded = transport)))
  return ownOptions<Transport>({
    send: (request) => (loaded ? loaded.send(request) : get().then((transport) => transport.send(request))),
    // Both of this package's transports have `stream`.
    stream: async (request) => (loaded ?? (await get())).stream!(request),
    ...(presentsCertificates && { presentsCertificates: true as const }),
    close: () => loaded?.close?.(),
  })
}
