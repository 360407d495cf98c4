/**
 * Returns version and product of an address, the key of generated tables: `v3/pay`, `hk/v3/certificates`,
 * `brand/marketing`.
 */
export function productOf(path: string): string {
  return /^(?:(?:hk\/)?v\d|brand)\/[^/]+/.exec(path)?.[0] ?? ''
}
