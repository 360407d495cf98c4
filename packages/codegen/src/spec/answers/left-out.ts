/** Fields that only something that went wrong, ended or was undone has. */
const WENT_WRONG =
  /fail|reject|^reason$|_reason$|^close_|^cancel|terminat|^invalid_|^err_|^error_|blocked|unlock|revoke|deauthorize|frozen|deactivate|^return_(?:time|reason|no|id|request)|abnormal|withdrawn|logout/

/** Fields that tell of an outcome, which has no place beside a state in which nothing has happened. */
const HAPPENED =
  /^(?:succ(?:ess)?|finish|complete|completed|pay|pay_succ|paid|payment|refund_success|arrival|use|used|deduct|transfer|rcv|receive|reward|authorize|authorization(?:_success)?)_?(?:time|date)$|^time_end$|^success_amount$|^pay(?:ment)?_no$|^use_request_no$|^finish_transaction_id$/

/** Beside the state of a payment that nobody has made. */
const OF_PAYMENTS =
  /^(?:transaction_id|time_end|bank_type|cash_fee|cash_fee_type|settlement_total_fee|payer_total|payer_currency|user_repaid|installment_info|exchange_rate|is_subscribe|sub_is_subscribe)$|^coupon_\w+$|^settlement_/

/** Coupons of a payment: hardly any payment has them. */
const OF_COUPONS =
  /^promotion_detail$|^coupon_(?:fee|count|refund_fee|refund_count)$|^coupon_(?:id|type|fee|refund_\w+)(?:_\d)+$/

const IS_PAYMENT = /^(?:trade_state|mix_pay_status)$/

/** The surroundings of a field. */
export interface Surroundings {
  /** Fields of the request, which an answer may repeat. */
  readonly asked: ReadonlySet<string>
  /** Names of fields that say how far something has come, of this object and those around it. */
  readonly states: readonly string[]
}

/** Links between pages, which the one page of an example has none of. */
const OF_PAGES = /^(?:next|prev)$/

/** Whether an optional field says more than an answer without state knows. */
export function isLeftOut(numbered: string, { asked, states }: Surroundings): boolean {
  const name = numbered.replace(/(?:_\d+)+$/, '')
  if (asked.has(name)) return false
  if (WENT_WRONG.test(name) || OF_COUPONS.test(numbered) || OF_PAGES.test(name)) return true
  if (states.length > 0 && HAPPENED.test(name)) return true
  return states.some((state) => IS_PAYMENT.test(state)) && OF_PAYMENTS.test(name)
}
