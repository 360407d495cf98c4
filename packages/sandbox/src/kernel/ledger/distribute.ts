/**
 * Divides an amount in proportion to weights, rounded half up. The shares add up to the amount, and none exceeds its
 * weight as long as the amount does not exceed the sum of the weights.
 *
 * @param amount fen
 * @param weights fen, not all 0 unless the amount is 0
 */
export function distribute(amount: number, weights: readonly number[]): number[] {
  let [left, leftWeight] = [amount, weights.reduce((sum, weight) => sum + weight, 0)]
  return weights.map((weight) => {
    const share = leftWeight === 0 ? 0 : shareOf(left, weight, leftWeight)
    left -= share
    leftWeight -= weight
    return share
  })
}

/** Returns `amount * part / whole`, rounded half up. All are whole numbers of fen, so no float is involved. */
export function shareOf(amount: number, part: number, whole: number): number {
  return Number((2n * BigInt(amount) * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)))
}
