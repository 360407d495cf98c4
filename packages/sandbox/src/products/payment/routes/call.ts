import { defaultMerchantTerms } from '../../../kernel/ledger/terms.ts'
import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import type { PaymentContext } from '../context.ts'
import { randomPaymentIds } from '../ids.ts'
import type { PaymentPolicy } from '../policy.ts'
import { refusals } from '../refusals.ts'

export type PaymentCall = PlayedCall<PaymentPolicy>

export function contextOf({ now, world: { policy }, merchant }: PaymentCall): PaymentContext {
  return { now, policy, ids: randomPaymentIds, terms: merchant.terms ?? defaultMerchantTerms }
}

/** The appid has to be bound to whoever calls. */
export function requireAppid({ merchant }: Pick<PaymentCall, 'merchant'>, appid: string): void {
  if (!merchant.appids.includes(appid)) throw new Refused(refusals.appidNotBound)
}
