import type { Refusal } from '../machine/refusal.ts'

/** Ends the handling of a request: what to answer instead. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`${refusal.status} ${refusal.code}`)
    this.refusal = refusal
  }
}

/** Goes on only if there is nothing to refuse. */
export function insist(refusal: Refusal | undefined): void {
  if (refusal) throw new Refused(refusal)
}
