/** More places and operations than the whole API has. */
const MOST_KEPT = 5_000

/**
 * What one client remembers of its chain. Whoever spells values into addresses, instead of passing them, makes a new
 * place each time: when there are too many, all are forgotten, and what is still used is made again.
 */
export class Memory {
  #left = MOST_KEPT
  #generation = 0

  /** Looks a name up, and makes what it does not know. */
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
