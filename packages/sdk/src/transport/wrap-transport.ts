import { optionalMember, ownOptions } from '../shared/own-options.ts'
import type { Transport } from './transport.ts'

/**
 * Wraps a caller's transport. Methods are called on its own object, and members inherited from `Object.prototype` are
 * ignored.
 */
export function wrapTransport(transport: Transport): Transport {
  const stream = optionalMember(transport, 'stream')
  const close = optionalMember(transport, 'close')
  return ownOptions<Transport>({
    send: (request) => transport.send(request),
    ...(stream && { stream: (request) => stream.call(transport, request) }),
    ...(optionalMember(transport, 'presentsCertificates') && { presentsCertificates: true }),
    ...(close && { close: () => close.call(transport) }),
  })
}
