/**
 * The condition under which a field is required, in the few phrases of `x-wechatpay-condition`:
 *
 * - `required when a is X [or Y] [and b is Z][, else absent]`, `required when a contains X`,
 *   `required when a is at least 1`
 * - `only when a is X`: it may be left out then, too
 * - `one of a, b`
 * - `required together with a`
 * - `required for partners`
 *
 * Field names refer to siblings of the field with the condition, or to the top of the body; `a.b` reaches into objects
 * and every item of a list. Other words, and text after a semicolon, are for people only.
 */
export interface Condition {
  readonly kind: 'when' | 'only when' | 'one of' | 'together with' | 'for partners' | 'prose'
  /** Tests of `when` and `only when`. All of them must hold. */
  readonly tests: readonly ConditionTest[]
  /** Fields of `one of` and `together with`. */
  readonly fields: readonly string[]
  /** The field must be left out where the condition does not hold. */
  readonly elseAbsent: boolean
  readonly text: string
}

export interface ConditionTest {
  readonly field: string
  readonly operator: 'is' | 'contains' | 'is at least'
  /** The field has one of these values; `contains` and `is at least` have exactly one. */
  readonly values: readonly string[]
}

const WORD = String.raw`[\w.]+`
const TEST = new RegExp(`^(${WORD}) (is at least|is|contains) (${WORD}(?: or ${WORD})*)$`)

/** Reads a phrase; an unknown phrase is prose. */
export function readCondition(text: string): Condition {
  const nothing: Condition = { kind: 'prose', tests: [], fields: [], elseAbsent: false, text }
  if (text === 'required for partners') return { ...nothing, kind: 'for partners' }
  const choice = /^one of (.+)$/.exec(text)?.[1]
  if (choice !== undefined) return { ...nothing, kind: 'one of', fields: choice.split(', ') }
  const companion = new RegExp(`^required together with (${WORD})$`).exec(text)?.[1]
  if (companion !== undefined) return { ...nothing, kind: 'together with', fields: [companion] }
  const [, only] = /^only when ([^;]+)/.exec(text) ?? []
  const [, when, otherwise] = /^required when (.+?)(, else absent)?$/.exec(text) ?? []
  const tests = (only ?? when)?.split(' and ').map(readTest)
  if (!tests?.every((test) => test !== undefined)) return nothing
  return {
    ...nothing,
    kind: only === undefined ? 'when' : 'only when',
    tests,
    elseAbsent: only !== undefined || otherwise !== undefined,
  }
}

function readTest(text: string): ConditionTest | undefined {
  const [, field, operator, values] = TEST.exec(text) ?? []
  if (field === undefined || values === undefined) return undefined
  return { field, operator: operator as ConditionTest['operator'], values: values.split(' or ') }
}

export function oneOf(text: string): readonly string[] | undefined {
  const { kind, fields } = readCondition(text)
  return kind === 'one of' ? fields : undefined
}
