import type { Refusal } from '../machine/refusal.ts'

/** Ends the handling of a request with a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`${refusal.status} ${refusal.code}`)
    this.refusal = refusal
  }
}

/** Throws if there is a refusal. */
export function refuseIf(refusal: Refusal | undefined): void {
  if (refusal) throw new Refused(refusal)
}
