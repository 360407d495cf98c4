import { describe } from './describe.ts'

/**
 * Where production's behaviour is undocumented, the sandbox has to choose. Every choice is an option of its product, so
 * that a test can switch it and show that the merchant's program handles the other behaviour too.
 */
export type PolicyOptions<Policy> = { readonly [Name in keyof Policy]: PolicyOption<Policy[Name]> }

/** One option with its default and its meaning, from which the documentation's table is made. */
export interface PolicyOption<Value = unknown> {
  readonly default: Value
  /** Other possible values, if the type does not limit them. */
  readonly choices?: readonly Value[]
  /** The meaning in Chinese, for the documentation. */
  readonly meaning: string
}

/**
 * Returns the defaults with some options changed.
 *
 * @throws {TypeError} names the option that does not exist or cannot have the value
 */
export function readPolicy<Policy extends object>(options: PolicyOptions<Policy>, changes: Partial<Policy>): Policy {
  for (const name of Object.keys(changes)) {
    if (Object.hasOwn(options, name)) continue
    throw new TypeError(`policy.${name} does not exist; there are ${Object.keys(options).join(', ')}`)
  }
  const values = Object.entries<PolicyOption>(options).map(([name, option]) => {
    const change: unknown = changes[name as keyof Policy]
    const value = change === undefined ? option.default : change
    if (!isAllowed(option, value))
      throw new TypeError(`policy.${name}: expected ${expected(option)}, received ${quoted(value)}`)
    return [name, value]
  })
  return Object.fromEntries(values) as Policy
}

function isAllowed({ default: standard, choices }: PolicyOption, value: unknown): boolean {
  if (choices) return choices.some((choice) => choice === value)
  if (Array.isArray(standard)) return Array.isArray(value) && value.length > 0 && value.every(isAmount)
  return typeof standard === 'number' ? isAmount(value) : typeof value === typeof standard
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}

function expected({ default: standard, choices }: PolicyOption): string {
  if (choices) return choices.map((choice) => `'${String(choice)}'`).join(' or ')
  if (Array.isArray(standard)) return 'a list of numbers from 0'
  return typeof standard === 'number' ? 'a number from 0' : `a ${typeof standard}`
}

/** Quotes texts as the choices are quoted. */
function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : describe(value)
}
