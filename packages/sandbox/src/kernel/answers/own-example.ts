import { createHash } from 'node:crypto'
import type { Call } from '../protocol/call.ts'
import { inTime } from './in-time.ts'

/** Matches the origin of addresses in examples. */
const EXAMPLE_ADDRESS = /^https?:\/\/[^/]*/
const MERCHANT = /^(?:sp_|combine_)?mch_?id$/
const APPLICATION = /^(?:sp_|combine_)?appid$/
/** Names of numbers that the platform assigns to things, which excludes merchants and users. */
const PLATFORM_NUMBER = /^(?!.*(?:mchid|mch_id|appid|openid)).*(?:_id|_no|listid)$|^id$/

/**
 * Adapts an example to this sandbox: the merchant's own numbers, times of the sandbox's clock, addresses of the
 * sandbox.
 *
 * @param seed varies the numbers that the platform assigns; without it they are the example's
 */
export function ownExample(
  example: unknown,
  { merchant, origin, now }: Pick<Call, 'merchant' | 'origin' | 'now'>,
  seed?: string,
): unknown {
  return inTime(example, now, (value, name) => {
    if (MERCHANT.test(name)) return typeof value === 'number' ? Number(merchant.mchid) : merchant.mchid
    if (seed !== undefined && PLATFORM_NUMBER.test(name)) return numbered(value, `${seed}/${name}`)
    if (typeof value !== 'string') return undefined
    if (APPLICATION.test(name)) return merchant.appids[0]
    return EXAMPLE_ADDRESS.test(value) ? value.replace(EXAMPLE_ADDRESS, origin) : undefined
  })
}

/** Derives another number of the same form: up to twelve of its last digits follow from the seed. */
function numbered(value: unknown, seed: string): unknown {
  if (typeof value === 'number')
    return value > 999_999 ? value - (value % 1_000_000) + Number(digitsOf(seed, 6)) : undefined
  if (typeof value !== 'string') return undefined
  return value.replace(/\d{6,12}$/, (digits) => digitsOf(seed, digits.length))
}

function digitsOf(seed: string, count: number): string {
  const hash = createHash('sha256').update(seed).digest()
  return String(hash.readBigUInt64BE() % 10n ** BigInt(count)).padStart(count, '0')
}
