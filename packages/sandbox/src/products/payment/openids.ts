import { createHash } from 'node:crypto'
import type { Payment } from './payment.ts'

type OfUser = Pick<Payment, 'appid' | 'sub_appid' | 'payer'> & { readonly terms: Pick<Payment['terms'], 'openidOf'> }

/**
 * Returns the payer's openid for the appid of the order's creator, and for the sub-merchant's if there is one. One of
 * them is the payer's own; the other is derived from it, because the sandbox stores one openid per user.
 */
export function openidsOf({ appid, sub_appid, terms, payer = '' }: OfUser): { openid: string; sub_openid?: string } {
  if (sub_appid === undefined) return { openid: payer }
  if (terms.openidOf === 'sub') return { openid: openidUnder(appid, payer), sub_openid: payer }
  return { openid: payer, sub_openid: openidUnder(sub_appid, payer) }
}

function openidUnder(appid: string, user: string): string {
  return `o${createHash('sha256').update(`${appid}/${user}`).digest('base64url').slice(0, 27)}`
}
