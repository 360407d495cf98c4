import { hexUpper } from './bytes.ts'

/** Random bytes are requested in blocks, because the request costs more than the use of sixteen of them. */
const BYTES = 1024
const LENGTH = 32

let left = ''

/** Returns 32 characters of `[0-9A-F]`, 128 random bits, which every nonce field of WeChat Pay accepts. */
export function nonce(): string {
  left ||= hexUpper(crypto.getRandomValues(new Uint8Array(BYTES)))
  const taken = left.slice(0, LENGTH)
  left = left.slice(LENGTH)
  return taken
}
