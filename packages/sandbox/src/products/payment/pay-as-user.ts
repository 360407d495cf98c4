import { changeEntity } from '../../kernel/control/change-entity.ts'
import { ControlError } from '../../kernel/control/control-error.ts'
import { defaultMerchantTerms } from '../../kernel/ledger/terms.ts'
import type { World } from '../../kernel/product.ts'
import { payments } from './entity.ts'
import { randomPaymentIds } from './ids.ts'
import { type Payer, pay } from './pay.ts'
import { type Payment, payeeOf } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

/** How the user pays. */
export interface PayInput {
  /** Who pays; if absent whoever showed the payment code, or the user of the page's phone. */
  readonly openid?: string
  /** Wire value of `bank_type`; that of the payment code, or `OTHERS`, the balance, if absent. */
  readonly bankType?: string
  /** How it ends; `success`, or `not_enough` where the user's wallet is empty, if absent. */
  readonly outcome?: Payer['outcome']
  /** The `prepay_id` that was launched; the newest if absent. */
  readonly prepayId?: string
}

/**
 * A user pays an order, or fails to.
 *
 * @param user who pays where the input names nobody
 * @throws {ControlError} 404 for an unknown order, 409 with what the cashier shows when they cannot
 */
export async function payAsUser(
  { mchid, world, openid: user }: { mchid: string; world: World<PaymentPolicy>; openid: string },
  outTradeNo: string,
  input: PayInput = {},
): Promise<Payment> {
  const found = await world.entities.find(payments, mchid, outTradeNo)
  if (!found) throw unknownPayment(outTradeNo)
  // Who showed the code is asked for the password.
  const { openid = found.code?.openid ?? user, bankType = found.code?.bank_type ?? 'OTHERS', outcome, prepayId } = input
  const [payee, now] = await Promise.all([world.merchants.find(payeeOf(found)), world.now()])
  const { policy } = world
  const ctx = { now, policy, ids: randomPaymentIds, terms: payee?.terms ?? defaultMerchantTerms }
  const { entity } = await changeEntity(
    { mchid, world },
    payments,
    outTradeNo,
    unknownPayment,
    async (payment, unit) => {
      const ends = outcome ?? ((await unit.charge(openid)) ? 'success' : 'not_enough')
      return pay(payment, { openid, bank_type: bankType, outcome: ends }, prepayId, ctx)
    },
  )
  return entity
}

export function unknownPayment(outTradeNo: string): ControlError {
  return new ControlError(404, 'NO_SUCH_PAYMENT', `没有这个支付订单 · there is no payment ${outTradeNo}`, {
    field: 'outTradeNo',
    received: outTradeNo,
  })
}
