/** Divides traffic by percent, evenly and without randomness: of any hundred in a row exactly that many are taken. */
export class TrafficShare {
  #dealt = 0

  /** Whether the next item is taken. */
  takes(percent: number): boolean {
    const taken = Math.floor((this.#dealt * percent) / 100)
    this.#dealt++
    return Math.floor((this.#dealt * percent) / 100) > taken
  }
}
