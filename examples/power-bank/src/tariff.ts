/** 2.50 yuan for each started half hour, at most 20 yuan in 24 hours, 99 yuan and the power bank is yours. In fen. */
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
 * What a rental costs.
 *
 * @param fromMs when the user took the power bank, milliseconds since the epoch
 * @param toMs when it came back
 * @returns fen
 */
export function rentalFee(fromMs: number, toMs: number): number {
  const elapsed = toMs - fromMs
  if (!(elapsed >= 0)) throw new RangeError(`a rental cannot end (${toMs}) before it began (${fromMs})`)
  const days = Math.floor(elapsed / DAY_MS)
  const halfHours = Math.ceil((elapsed % DAY_MS) / HALF_HOUR_MS)
  return Math.min(days * tariff.perDay + Math.min(halfHours * tariff.perHalfHour, tariff.perDay), tariff.buyOut)
}
