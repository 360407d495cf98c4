import { readMchid } from '../config/checks.ts'
import { ConfigError } from '../errors/config-error.ts'
import { describeName, describeValue, nameOrDots } from '../errors/describe-value.ts'

/** The applications of a partner and its sub-merchant. */
export interface PartnerIds {
  /** The partner's own application (服务商 appid). */
  readonly sp_appid?: string
  /** The sub-merchant's application (子商户 appid). With it, users are named by `sub_openid`. */
  readonly sub_appid?: string
}

/** Values by the names that operations have for them. */
export type Parties = Readonly<Record<string, string>> & { readonly sub_mchid: string }

/** @throws {ConfigError} names what cannot be a merchant number or an appid */
export function readParties(sp_mchid: string, sub_mchid: unknown, ids: PartnerIds = {}): Parties {
  const sub = readMchid('sub_mchid', sub_mchid)
  const parties: Record<string, string> & { sub_mchid: string } = { sp_mchid, sub_mchid: sub, sub_mch_id: sub }
  for (const [name, appid] of Object.entries(ids) as [string, unknown][]) {
    if (name !== 'sp_appid' && name !== 'sub_appid') {
      const stranger = describeName(name)
      throw new ConfigError(nameOrDots(name), `partner: there is no option ${stranger}; there are sp_appid, sub_appid`)
    }
    if (appid === undefined) continue
    if (typeof appid !== 'string' || !/^[\w-]{1,32}$/.test(appid)) {
      throw new ConfigError(name, `partner: ${name}: expected an appid, received ${describeValue(appid)}`)
    }
    parties[name] = appid
  }
  return parties
}
