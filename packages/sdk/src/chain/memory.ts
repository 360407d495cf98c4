/** More than the number of places and operations in the whole API. */
const MOST_KEPT = 5_000

/**
 * Caches the nodes of one client's chain. A caller that spells values into addresses instead of passing them creates a
 * new node each time, so when there are too many, the cache is emptied and nodes in use are created again.
 */
export class Memory {
  #left = MOST_KEPT
  #generation = 0

  /** Returns a map that looks a name up and creates a missing value. */
  map<Value>(): (name: string, make: () => Value) => Value {
    const known = new Map<string, Value>()
    let generation = this.#generation
    return (name, make) => {
      if (generation !== this.#generation) {
        known.clear()
        generation = this.#generation
      }
      let value = known.get(name)
      if (value === undefined) {
        this.#count()
        known.set(name, (value = make()))
      }
      return value
    }
  }

  #count(): void {
    if (--this.#left > 0) return
    this.#left = MOST_KEPT
    this.#generation++
  }
}
