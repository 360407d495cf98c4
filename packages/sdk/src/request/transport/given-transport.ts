import { optionalMember, ownOptions } from '../../config/own-options.ts'
import type { Transport } from './transport.ts'

/** A caller's transport, called as the methods of its own object are; nobody else's prototype adds to it. */
export function givenTransport(transport: Transport): Transport {
  const stream = optionalMember(transport, 'stream')
  const close = optionalMember(transport, 'close')
  return ownOptions<Transport>({
    send: (request) => transport.send(request),
    ...(stream && { stream: (request) => stream.call(transport, request) }),
    ...(optionalMember(transport, 'presentsCertificates') && { presentsCertificates: true }),
    ...(close && { close: () => close.call(transport) }),
  })
}
