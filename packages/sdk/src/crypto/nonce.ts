import { hexUpper } from './bytes.ts'

/** Random bytes are asked for some at a time: asking takes longer than everything that is done with sixteen of them. */
const BYTES = 1024
const LENGTH = 32

let left = ''

/** 32 characters of `[0-9A-F]`, 128 random bits: what every WeChat Pay nonce field accepts. */
export function nonce(): string {
  left ||= hexUpper(crypto.getRandomValues(new Uint8Array(BYTES)))
  const taken = left.slice(0, LENGTH)
  left = left.slice(LENGTH)
  return taken
}
