import type { Violation } from './violation.ts'
import { WechatPayError } from './wechatpay-error.ts'

/** A helper of `wechatpay-ts/payscore` received an invalid value. Nothing was sent: correct the caller. */
export class PayscoreValueError extends WechatPayError {
  override readonly name = 'PayscoreValueError'
  /** The value: `fees[0].fee_amount`, `out_order_no`. */
  readonly field: string
  readonly expected: string
  readonly received: string

  constructor({ field, expected, received, remedy }: Violation) {
    super('PAYSCORE_VALUE_INVALID', `${field}: expected ${expected}, received ${received}`, { hint: remedy })
    this.field = field
    this.expected = expected
    this.received = received
  }
}
