import { Undecrypted } from '../crypto/undecrypted.ts'

/** The path of a value in an answer: `['data', 'data', 3, 'payer_phone']`. */
export type Place = readonly (string | number)[]

/** Finds the values that would lose their class on the way to another thread. */
export function placesOfUndecrypted(value: unknown, place: Place = []): Place[] {
  if (value instanceof Undecrypted) return [place]
  if (Array.isArray(value)) return value.flatMap((item, at) => placesOfUndecrypted(item, [...place, at]))
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  return Object.entries(value).flatMap(([name, member]) => placesOfUndecrypted(member, [...place, name]))
}

/** Restores their class in an answer that nobody else has seen yet. */
export function reviveUndecrypted(answer: unknown, places: readonly Place[]): void {
  for (const place of places) {
    const parent = place.slice(0, -1).reduce((at, step) => (at as Record<string, unknown>)[step], answer)
    const members = parent as Record<string, unknown>
    const name = place.at(-1)!
    members[name] = new Undecrypted((members[name] as Undecrypted).ciphertext)
  }
}
