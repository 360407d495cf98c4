import type { Operation, SchemaObject } from '../../../packages/codegen/src/index.ts'

/** Who makes a call. */
export type Actor = 'merchant' | 'partner' | 'brand'

/**
 * Numbers of the merchants that the pages speak of. The sandbox that runs the programs has the same ones; so has a
 * reader's own, the partner apart.
 */
export const stageNumbers = {
  mchid: '1900000109',
  appid: 'wxd678efh567hg6787',
  service_id: '500001',
  partner: '1900000110',
  partnerAppid: 'wxd678efh567hg6788',
  sub_mchid: '1900000111',
  sub_appid: 'wxd678efh567hg6789',
} as const

const ownNumber = /^(?:(?:sp_|combine_)?mchid|mch_id|combine_mch_id)$/
const ownAppid = /^(?:(?:sp_|combine_|contract_|mch_)?appid|wxappid)$/
/** The merchant that creates vouchers makes the calls about them, and sells what they reduce. */
const creator = /^(?:(?:stock_)?creator_mchid|available_mchid|belong_merchant)$/
const yesterday = '2026-02-28'

/** Where a field has to name somebody on stage, or a day that is over, its value there. */
export function stageValue(
  name: string,
  value: unknown,
  schema: SchemaObject,
  operation: Operation,
  actor: Actor,
): unknown {
  if (typeof value !== 'string') return undefined
  const isPartner = actor === 'partner'
  const candidate = ((): string | undefined => {
    if (/^(?:bill_?)?date$/.test(name)) return value.includes('-') ? yesterday : yesterday.replaceAll('-', '')
    if (ownNumber.test(name)) return isPartner ? stageNumbers.partner : stageNumbers.mchid
    if (ownAppid.test(name) && !aboutOthers.test(operation.address))
      return isPartner ? stageNumbers.partnerAppid : stageNumbers.appid
    if (name === 'service_id') return stageNumbers.service_id
    if (operation.address.startsWith('v3/marketing/favor/') && creator.test(name)) return stageNumbers.mchid
    if (/^sub_mch_?id$/.test(name)) return stageNumbers.sub_mchid
    return name === 'sub_appid' ? stageNumbers.sub_appid : undefined
  })()
  if (candidate === undefined) return undefined
  const { minLength = 0, maxLength = Infinity, pattern } = schema
  const fits = candidate.length >= minLength && candidate.length <= maxLength
  return fits && (pattern === undefined || new RegExp(pattern, 'u').test(candidate)) ? candidate : undefined
}

/** Products whose `appid` is somebody else's: a bank's merchant, a store's, a driver's. */
const aboutOthers = /^v3\/(?:aggracct-bc|brand\/partner|merchant-risk-manage|taxi-invoice)\//
