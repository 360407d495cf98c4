import { ownOptions } from '../../config/own-options.ts'
import type { Transport } from './transport.ts'

/**
 * A transport that is loaded with its first request.
 *
 * @param presentsCertificates what the transport behind it will say
 */
export function lazyTransport(load: () => Promise<Transport>, presentsCertificates: boolean): Transport {
  let loading: Promise<Transport> | undefined
  let loaded: Transport | undefined
  const get = (): Promise<Transport> => (loading ??= load().then((transport) => (loaded = transport)))
  return ownOptions<Transport>({
    send: (request) => (loaded ? loaded.send(request) : get().then((transport) => transport.send(request))),
    // Both of this package's transports have it.
    stream: async (request) => (loaded ?? (await get())).stream!(request),
    ...(presentsCertificates && { presentsCertificates: true as const }),
    close: () => loaded?.close?.(),
  })
}
