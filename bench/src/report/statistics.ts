export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  /** Lower end of the middle half of all values; `high` is the upper end. */
  readonly low: number
  readonly high: number
}

/** @param sorted in ascending order */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)!, low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

export function median(values: readonly number[]): number {
  return spread(values).median
}

/** An estimate with the range in which the true value lies with 95 % confidence. */
export interface Estimate {
  readonly median: number
  readonly low: number
  readonly high: number
}

/**
 * Estimates the median of the distribution behind the values. The range lies between two of the sorted values (order
 * statistics), so nothing is assumed about the distribution. Fewer than six values cannot give 95 % confidence; their
 * range is from the least to the greatest.
 */
export function estimateMedian(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b)
  const count = sorted.length
  // The number of values below the true median is binomial. Cuts values at both ends while that is improbable.
  let cut = 0
  let probability = 0.5 ** count
  for (let below = probability; below <= 0.025; below += probability) {
    cut++
    probability *= (count - cut + 1) / cut
  }
  const end = Math.max(cut, 1)
  return { median: median(sorted), low: sorted[end - 1] ?? NaN, high: sorted[count - end] ?? NaN }
}
