import { isDeepStrictEqual } from 'node:util'

/** Whether two sets of terms are equal. One may come from the database, so absent equals undefined. */
export function isRepetition(first: object, second: object): boolean {
  return isDeepStrictEqual(plain(first), plain(second))
}

function plain(terms: object): unknown {
  return JSON.parse(JSON.stringify(terms))
}
