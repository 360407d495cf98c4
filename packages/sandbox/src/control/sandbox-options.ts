import { invalid } from '../kernel/control/control-error.ts'
import { LAST_INSTANT, openid } from '../kernel/control/fields.ts'
import {
  type Read,
  callback,
  flag,
  integer,
  listOf,
  object,
  optional,
  secretText,
  text,
} from '../kernel/control/input.ts'
import { isObject } from '../kernel/validate/check-value.ts'
import type { SandboxOptions } from '../options.ts'
import { createPolicy } from '../products/index.ts'
import { firstMerchant, listedMerchant } from './merchant-options.ts'
import { readUserSettings } from './user-settings.ts'

const LAST_PORT = 65_535
const PORT = integer(0, LAST_PORT)

const folder = object({ folder: text(/\S/, 'the path of a folder') })
const server = object({ url: secretText(/^postgres(ql)?:\/\/./, 'a URL that begins with postgresql://') })

const database: Read<unknown> = (value, field) => {
  if (isObject(value)) return 'url' in value ? server(value, field) : folder(value, field)
  if (value === 'memory') return value
  throw invalid(field, "'memory', { folder } or { url }", value)
}

const port: Read<unknown> = (value, field) => {
  if (value !== false && typeof value !== 'number') throw invalid(field, `0 to ${LAST_PORT}, or false`, value)
  return value === false || PORT(value, field)
}

const policy: Read<unknown> = (value, field) => {
  if (!isObject(value)) throw invalid(field, 'an object', value)
  return createPolicy(value)
}

const users: Read<unknown> = (value, field) => {
  if (!isObject(value)) throw invalid(field, 'an object of settings by openid', value)
  return Object.entries(value).map(([who, settings]) => [
    openid(who, field),
    readUserSettings(settings, `${field}.${who}`),
  ])
}

const positive: Read<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    throw invalid(field, 'a number above 0', value)
  return value
}

/** A logger may have more than the sandbox calls, and may have it from its class. */
const logger: Read<unknown> = (value, field) => {
  if (typeof value !== 'object' || value === null) throw invalid(field, 'an object with info, warn and error', value)
  return ['info', 'warn', 'error'].map((name) => callback(value[name as keyof typeof value], `${field}.${name}`))
}

const fields: Readonly<Record<keyof SandboxOptions, Read<unknown>>> = {
  database: optional(database),
  port: optional(port),
  host: optional(text(/^/, 'an address, or the name of a host')),
  token: optional(secretText(/^/, 'a text of 16 to 256 characters')),
  docsOrigins: optional(listOf(text(/^/, 'an origin, such as https://docs.example'))),
  clock: optional(object({ now: optional(integer(0, LAST_INSTANT)), frozen: optional(flag) })),
  policy: optional(policy),
  merchant: optional(firstMerchant),
  merchants: optional(listOf(listedMerchant)),
  users: optional(users),
  schedule: optional(listOf(integer(0, Number.MAX_SAFE_INTEGER))),
  reuseKeys: optional(flag),
  rateLimit: optional(object({ burst: positive, perSecond: positive })),
  logger: optional(logger),
  onFolderLost: optional(callback),
}

const readOptions = object(fields)

/**
 * Checks the options of a sandbox before anything is created.
 *
 * @throws {TypeError} names an option of the policy
 * @throws {ControlError} names any other option
 */
export function checkSandboxOptions(options: SandboxOptions): void {
  if (!isObject(options)) throw invalid('options', 'an object', options)
  readOptions(options, '')
}
