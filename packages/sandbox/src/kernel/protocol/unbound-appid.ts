import type { SandboxOperation } from '../../generated/operations.ts'
import type { Refusal } from '../machine/refusal.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'

/** The numeric cause, and the English text if production has one. PayScore has its own. */
const NOT_MATCHING = { causeCode: 268445527 }
const NOT_OF_SERVICE = { causeCode: 271302149, english: 'The merchant has no permission to use this service' }

/**
 * Refuses a request whose own application is not bound to the merchant number.
 *
 * @param fields the fields at the top of the query and body
 */
export function unboundAppid(
  { appids = [], unknownAppid }: Pick<SandboxOperation, 'appids' | 'unknownAppid'>,
  fields: Readonly<Record<string, unknown>>,
  { appids: bound }: Pick<MerchantView, 'appids'>,
): Refusal | undefined {
  const named = appids.map((name) => fields[name]).filter((appid) => typeof appid === 'string')
  if (!unknownAppid || named.every((appid) => bound.includes(appid))) return undefined
  return { outcome: 'refused', ...unknownAppid, ...(unknownAppid.code === 'NO_AUTH' ? NOT_OF_SERVICE : NOT_MATCHING) }
}
