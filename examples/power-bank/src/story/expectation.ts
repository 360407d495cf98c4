/** The story took an unexpected turn. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError'
}

/** @throws {ExpectationError} */
export function expectThat(what: string, holds: boolean): asserts holds {
  if (!holds) throw new ExpectationError(`与预期不符：${what}`)
}
