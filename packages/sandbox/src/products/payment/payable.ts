import { ControlError } from '../../kernel/control/control-error.ts'
import type { Entities } from '../../kernel/machine/entities.ts'
import { combinedOrders } from './combined/entity.ts'
import { payments } from './entity.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

/** The kinds of orders that users pay: ordinary and combined ones, whose numbers are separate. */
export const payables = [payments, combinedOrders] as const

/** Says which of two orders with one number is meant. */
export interface WhichOrder {
  /**
   * The combined order (true) or the ordinary one (false). Needed only where both have the number.
   *
   * @default whichever there is
   */
  readonly combined?: boolean | undefined
}

/**
 * Finds the order that a number means to people: an ordinary one or a combined one, else a sub order, which cannot be
 * paid separately.
 *
 * @throws {ControlError} 409 `SAME_NUMBER` if it can be either
 */
export async function findOrder(
  entities: Entities<PaymentPolicy>,
  mchid: string,
  number: string,
  { combined }: WhichOrder = {},
): Promise<Payment | undefined> {
  const ordinary = combined === true ? undefined : await entities.find(payments, mchid, number)
  const whole = combined === false ? undefined : await entities.find(combinedOrders, mchid, number)
  if (ordinary && whole && !ordinary.partOf) throw sameNumber(number)
  return whole ?? ordinary
}

function sameNumber(number: string): ControlError {
  return new ControlError(
    409,
    'SAME_NUMBER',
    '一笔普通订单与一笔合单的号码相同 · an ordinary and a combined order have this number',
    {
      field: 'combined',
      expected: 'true for the combined order, false for the ordinary one',
      hint: `合单写 combined: true，普通订单写 combined: false · say which ${number} is meant`,
    },
  )
}

/** Finds the order of a `prepay_id`, or of the code in a `code_url`. */
export async function findByPrepay(
  entities: Entities<PaymentPolicy>,
  mchid: string,
  key: 'prepay_id' | 'code',
  value: string,
): Promise<Payment | undefined> {
  for (const kind of payables) {
    const found = await entities.findByKey(kind, mchid, key, value)
    if (found) return found
  }
  return undefined
}
