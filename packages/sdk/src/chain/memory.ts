/** More than the number of places and operations in the whole API. */
const MOST_KEPT = 5_000

/**
 * Caches the nodes of one client's chain. A caller that spells values into addresses instead of passing them creates a
 * new node each time, so when there are too many, the cache is emptied and nodes in use are created again.
 */
export class Memory {
  #left = MOST_KEPT
  #generation = 0

  /**
   * Returns a map that looks a name up.
   *
   * @param make creates a missing value; nothing is kept for a name that has none
   */
  map<Value>(make: (name: string) => Value): (name: string) => Value {
    const known = new Map<string, Value>()
    let generation = this.#generation
    return (name) => {
      if (generation !== this.#generation) {
        known.clear()
        generation = this.#generation
      }
      const kept = known.get(name)
      const value = kept ?? make(name)
      if (kept === value) return value
      this.#count()
      known.set(name, value)
      return value
    }
  }

  #count(): void {
    if (--this.#left > 0) return
    this.#left = MOST_KEPT
    this.#generation++
  }
}
