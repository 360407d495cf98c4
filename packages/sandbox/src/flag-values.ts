import { listedMerchant, readMerchantOptions } from './control/merchant-options.ts'
import { readUserSettings } from './control/user-settings.ts'
import { ControlError } from './kernel/control/control-error.ts'
import { openid } from './kernel/control/fields.ts'
import type { UserSettings } from './kernel/merchant/settings.ts'
import type { PolicyOption } from './kernel/world/policy.ts'
import type { SandboxOptions } from './options.ts'
import { type SandboxPolicy, createPolicy, policyOptions } from './products/index.ts'
import { ListenError } from './server/listen.ts'

/** A flag or variable is invalid; the message names it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Reads `--policy unsetFields=empty`. The value has the type of the option's default; lists are separated by commas.
 *
 * @throws {UsageError} names the option
 */
export function readPolicyFlags(flags: readonly string[]): Partial<SandboxPolicy> {
  const options: Readonly<Record<string, PolicyOption>> = policyOptions
  const given = flags.map((flag): [string, unknown] => {
    const [name, text] = assignment('--policy', flag)
    if (!Object.hasOwn(options, name)) {
      const names = Object.keys(options).join('、')
      throw new UsageError(`--policy：没有 ${name} 这个选项 · there is no option ${name}; there are ${names}`)
    }
    return [name, valueLike(options[name]!.default, text)]
  })
  const policy = Object.fromEntries(given) as Partial<SandboxPolicy>
  try {
    createPolicy(policy)
    return policy
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`--policy：${error.message}`) : error
  }
}

/**
 * Reads `--user oLi:wallet=insufficient,credit=rejected`; several services are joined with `+`.
 *
 * @throws {UsageError} names the invalid part
 */
export function readUserFlag(flag: string): [openid: string, settings: Partial<UserSettings>] {
  const [who, fields] = assignments('--user', flag)
  const settings = Object.entries(fields).map(([name, text]): [string, unknown] => {
    if (name === 'failNextDeductions') return [name, numberIn(text)]
    return [name, name === 'authorisedServices' && text !== 'all' ? text.split('+') : text]
  })
  return orUsageError(() => [openid(who, '--user'), readUserSettings(Object.fromEntries(settings), '--user')])
}

/**
 * `--merchant 1900000110:appid=wx…,mode=certificate,notifyUrl=http://…`
 *
 * @throws {UsageError} names the invalid part
 */
export function readMerchantFlag(flag: string): NonNullable<SandboxOptions['merchants']>[number] {
  const [mchid, fields] = assignments('--merchant', flag)
  return orUsageError(() => {
    const given = Object.entries(fields).map(([name, text]): [string, unknown] => {
      if (name === 'restricted') return [name, valueLike(true, text)]
      return [name, name === 'appids' ? text.split('+') : text]
    })
    const options = { ...readMerchantOptions(Object.fromEntries(given), '--merchant'), mchid }
    listedMerchant(options, '--merchant')
    return options
  })
}

/** Reports the refusal of a value as a mistake on the command line. */
export function orUsageError<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof ControlError || error instanceof ListenError ? new UsageError(error.message) : error
  }
}

/** `first:name=value,name=value` */
function assignments(flag: string, given: string): [first: string, fields: Record<string, string>] {
  const colon = given.indexOf(':')
  if (colon < 0) return [given, {}]
  const parts = given.slice(colon + 1).split(',')
  return [given.slice(0, colon), Object.fromEntries(parts.map((part) => assignment(flag, part)))]
}

function assignment(flag: string, given: string): [name: string, value: string] {
  const equals = given.indexOf('=')
  if (equals > 0) return [given.slice(0, equals), given.slice(equals + 1)]
  throw new UsageError(`${flag}：要写成 名=值 · expected name=value; received "${given}"`)
}

/** Converts a text to the type of the default. Any other text stays unchanged, and a later check refuses it by name. */
function valueLike(standard: unknown, text: string): unknown {
  if (Array.isArray(standard)) return text.split(',').map(numberIn)
  if (typeof standard === 'number') return numberIn(text)
  if (typeof standard === 'boolean') return text === 'true' || (text === 'false' ? false : text)
  return text
}

function numberIn(text: string): unknown {
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}
