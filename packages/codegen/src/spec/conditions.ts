/**
 * When a field is required, in the few phrases of `x-wechatpay-condition`:
 *
 * - `required when a is X [and b is Y][, else absent]`, `required when a contains X`
 * - `one of a, b`
 * - `required together with a`
 * - `required for partners`
 *
 * Fields are named as beside the one that the condition stands at, or as at the top of the body. What is said in other
 * words is for people.
 */
export interface Condition {
  readonly kind: 'when' | 'one of' | 'together with' | 'for partners' | 'prose'
  /** Of `when`: all must hold. */
  readonly tests: readonly ConditionTest[]
  /** Of `one of` and `together with`: the fields. */
  readonly fields: readonly string[]
  /** Where the condition does not hold, the field must be left out. */
  readonly elseAbsent: boolean
  readonly text: string
}

export interface ConditionTest {
  readonly field: string
  readonly operator: 'is' | 'contains'
  readonly value: string
}

const WORD = String.raw`[\w.]+`
const TEST = new RegExp(`^(${WORD}) (is|contains) (${WORD})$`)

/** Reads a phrase; what is none of the known ones is prose. */
export function readCondition(text: string): Condition {
  const nothing: Condition = { kind: 'prose', tests: [], fields: [], elseAbsent: false, text }
  if (text === 'required for partners') return { ...nothing, kind: 'for partners' }
  const choice = /^one of (.+)$/.exec(text)?.[1]
  if (choice !== undefined) return { ...nothing, kind: 'one of', fields: choice.split(', ') }
  const companion = new RegExp(`^required together with (${WORD})$`).exec(text)?.[1]
  if (companion !== undefined) return { ...nothing, kind: 'together with', fields: [companion] }
  const [, when, otherwise] = /^required when (.+?)(, else absent)?$/.exec(text) ?? []
  const tests = when?.split(' and ').map((test) => TEST.exec(test))
  if (!tests?.every((test) => test !== null)) return nothing
  return {
    ...nothing,
    kind: 'when',
    tests: tests.map(([, field = '', operator, value = '']) => ({
      field,
      operator: operator as ConditionTest['operator'],
      value,
    })),
    elseAbsent: otherwise !== undefined,
  }
}

/** The fields of `one of a, b`; undefined for any other condition. */
export function oneOf(text: string): readonly string[] | undefined {
  const { kind, fields } = readCondition(text)
  return kind === 'one of' ? fields : undefined
}
