import { readMchid } from '../shared/checks.ts'
import { ownOptions } from '../shared/own-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { describeName, describeValue, nameOrDots } from '../errors/describe-value.ts'
import { isNotifyUrl } from './notify-url.ts'

/** The applications of a partner and its sub-merchant. */
export interface PartnerIds {
  /** The partner's own application (服务商 appid). */
  readonly sp_appid?: string
  /** The sub-merchant's application (子商户 appid). With it, `sub_openid` identifies users. */
  readonly sub_appid?: string
}

/** Fields that many calls repeat, and that `with` fills in. */
export interface RepeatedFields {
  /** Your application: a mini program, an official account or an app. */
  readonly appid?: string
  /** The application of a combined order (合单). */
  readonly combine_appid?: string
  /** The address for WeChat Pay's notifications: http or https, at most 256 characters, without a query. */
  readonly notify_url?: string
  /** The PayScore (支付分) service granted to you. */
  readonly service_id?: string
  /** The scene of merchant transfers (商家转账) granted to you. */
  readonly transfer_scene_id?: string
  /** The brand that a call concerns. */
  readonly brand_id?: string
}

/** Values by field name; operations use different names for one value. */
export type FilledFields = Readonly<Record<string, string>>

/** Whether a value is valid for a field, and the expected form. */
type Rule = readonly [expected: string, holds: (value: string) => boolean]

const isId = (value: string): boolean => /^[\w-]{1,64}$/.test(value)
const ID: Rule = ['a text of 1 to 64 letters and digits', isId]
const APPID: Rule = ['an appid', isId]

const PARTNER_IDS: Readonly<Record<keyof PartnerIds, Rule>> = { sp_appid: APPID, sub_appid: APPID }
const REPEATED: Readonly<Record<keyof RepeatedFields, Rule>> = {
  appid: APPID,
  combine_appid: APPID,
  notify_url: ['an http(s) address of at most 256 characters without a query', isNotifyUrl],
  service_id: ID,
  transfer_scene_id: ID,
  brand_id: ID,
}

/**
 * Reads the fields that a view for a sub-merchant fills in.
 *
 * @throws {ConfigError} names an invalid merchant number or appid
 */
function readParties(sp_mchid: string, sub_mchid: unknown, ids: PartnerIds = {}): FilledFields {
  const sub = readMchid('sub_mchid', sub_mchid)
  return { sp_mchid, sub_mchid: sub, sub_mch_id: sub, ...readFields('partner', PARTNER_IDS, ids) }
}

/**
 * Reads the fields that a view created by `with` fills in.
 *
 * @throws {ConfigError} names the field
 */
function readRepeated(fields: RepeatedFields): FilledFields {
  return readFields('with', REPEATED, fields)
}

/**
 * Creates the members of a client beside its addresses, for both kinds of clients.
 *
 * @param filled the fields that it fills in; undefined for a client that is no view
 * @param view creates a view that fills in these fields
 */
export function viewMembers(
  mchid: string,
  filled: FilledFields | undefined,
  view: (filled: FilledFields) => object,
): Readonly<Record<string, unknown>> {
  const sub_mchid = ownOptions(filled)?.['sub_mchid']
  return {
    mchid,
    ...(filled && { filled: Object.freeze(filled) }),
    ...(sub_mchid !== undefined && { sub_mchid }),
    with: (fields: RepeatedFields) =>
      // A partner's own number is sp_mchid, which is already filled in.
      view({ ...(sub_mchid === undefined && { mchid, combine_mchid: mchid }), ...filled, ...readRepeated(fields) }),
    partner: (sub: string, ids?: PartnerIds) => view({ ...repeatedOf(filled), ...readParties(mchid, sub, ids) }),
  }
}

/** Removes the parties, which a view for another sub-merchant sets anew. */
function repeatedOf(filled: FilledFields = {}): FilledFields {
  return Object.fromEntries(Object.entries(filled).filter(([name]) => Object.hasOwn(REPEATED, name)))
}

function readFields(who: string, rules: Readonly<Record<string, Rule>>, given: object): FilledFields {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ConfigError(who, `${who}: expected an object of fields, received ${describeValue(given)}`)
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (!Object.hasOwn(rules, name)) {
      const [stranger, names] = [describeName(name), Object.keys(rules).join(', ')]
      throw new ConfigError(nameOrDots(name), `${who}: there is no field ${stranger} to fill in; there are ${names}`)
    }
    if (value === undefined) continue
    const [expected, holds] = rules[name]!
    if (typeof value !== 'string' || !holds(value))
      throw new ConfigError(name, `${who}: ${name}: expected ${expected}, received ${describeValue(value)}`)
    read[name] = value
  }
  return read
}
