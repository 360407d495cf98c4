import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { isIP } from 'node:net'

/**
 * Tests have no network, so this machine's name is the only one that is known. Otherwise a name server that does not
 * answer would make every notification to `shop.example` wait for five seconds.
 */

const { lookup } = dns
const isKnown = (name: string): boolean => name === 'localhost' || isIP(name) > 0

function lookupHere(name: string, ...rest: readonly unknown[]): void {
  if (isKnown(name)) {
    Reflect.apply(lookup, dns, [name, ...rest])
    return
  }
  const error = Object.assign(new Error(`tests have no network to find ${name}`), { code: 'ENOTFOUND', hostname: name })
  const callback = rest.at(-1) as (error: Error) => void
  queueMicrotask(() => callback(error))
}

if (!('isHere' in lookup)) {
  dns.lookup = Object.assign(lookupHere, lookup, { isHere: true })
  syncBuiltinESMExports()
}
