import type { Call } from '../protocol/call.ts'
import { inTime } from './in-time.ts'

/** Where addresses of examples lead; nobody is there. */
const EXAMPLE_ADDRESS = /^https?:\/\/[^/]*/
const MERCHANT = /^(?:sp_|combine_)?mch_?id$/
const APPLICATION = /^(?:sp_|combine_)?appid$/

/**
 * The example of an answer as this sandbox tells it: the merchant's own numbers, times of the sandbox's clock, addresses
 * of its own.
 */
export function ownExample(
  example: unknown,
  { merchant, origin, now }: Pick<Call, 'merchant' | 'origin' | 'now'>,
): unknown {
  return inTime(example, now, (value, name) => {
    if (MERCHANT.test(name)) return typeof value === 'number' ? Number(merchant.mchid) : merchant.mchid
    if (typeof value !== 'string') return undefined
    if (APPLICATION.test(name)) return merchant.appids[0]
    return EXAMPLE_ADDRESS.test(value) ? value.replace(EXAMPLE_ADDRESS, origin) : undefined
  })
}
