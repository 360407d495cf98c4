/**
 * Prices in fen: 2.50 yuan per started half hour, at most 20 yuan in 24 hours. From 99 yuan on the user keeps the power
 * bank.
 */
export const tariff = {
  feeName: '租借费用',
  description: '2.5元/30分钟,24小时封顶20元',
  perHalfHour: 250,
  perDay: 2000,
  buyOut: 9900,
} as const

const HALF_HOUR_MS = 30 * 60_000
const DAY_MS = 24 * 60 * 60_000

/**
 * Computes the price of a rental.
 *
 * @param fromMs when the user took the power bank, milliseconds since the epoch
 * @param toMs when the user returned it
 * @returns fen
 */
export function rentalFee(fromMs: number, toMs: number): number {
  const elapsed = toMs - fromMs
  if (!(elapsed >= 0)) throw new RangeError(`a rental cannot end (${toMs}) before it began (${fromMs})`)
  const days = Math.floor(elapsed / DAY_MS)
  const halfHours = Math.ceil((elapsed % DAY_MS) / HALF_HOUR_MS)
  return Math.min(days * tariff.perDay + Math.min(halfHours * tariff.perHalfHour, tariff.perDay), tariff.buyOut)
}
