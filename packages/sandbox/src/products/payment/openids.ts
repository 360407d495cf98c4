import { createHash } from 'node:crypto'
import type { Payment } from './payment.ts'

type OfUser = Pick<Payment, 'appid' | 'sub_appid' | 'payer'> & { readonly terms: Pick<Payment['terms'], 'openidOf'> }

/**
 * The payer's openid under the appid of whoever made the order, and under the sub-merchant's where it gave one. One of
 * them is who paid; the other is made of it, because the sandbox knows a user by one name only.
 */
export function openidsOf({ appid, sub_appid, terms, payer = '' }: OfUser): { openid: string; sub_openid?: string } {
  if (sub_appid === undefined) return { openid: payer }
  if (terms.openidOf === 'sub') return { openid: openidUnder(appid, payer), sub_openid: payer }
  return { openid: payer, sub_openid: openidUnder(sub_appid, payer) }
}

function openidUnder(appid: string, user: string): string {
  return `o${createHash('sha256').update(`${appid}/${user}`).digest('base64url').slice(0, 27)}`
}
