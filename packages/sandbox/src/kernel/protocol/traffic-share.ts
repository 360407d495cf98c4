/** Deals traffic out by percent, evenly and without chance: of any hundred in a row exactly so many are taken. */
export class TrafficShare {
  #dealt = 0

  /** Whether the next one is taken. */
  takes(percent: number): boolean {
    const taken = Math.floor((this.#dealt * percent) / 100)
    this.#dealt++
    return Math.floor((this.#dealt * percent) / 100) > taken
  }
}
