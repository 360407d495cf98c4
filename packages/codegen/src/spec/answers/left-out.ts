/** Fields that only a failed, ended or reversed thing has. */
const WENT_WRONG =
  /fail|reject|^reason$|_reason$|^close_|^cancel|terminat|^invalid_|^err_|^error_|blocked|unlock|revoke|deauthorize|frozen|deactivate|^return_(?:time|reason|no|id|request)|abnormal|withdrawn|logout/

/** Fields that report an outcome. They contradict a state in which nothing has happened. */
const HAPPENED =
  /^(?:succ(?:ess)?|finish|complete|completed|pay|pay_succ|paid|payment|refund_success|arrival|use|used|deduct|transfer|rcv|receive|reward|authorize|authorization(?:_success)?)_?(?:time|date)$|^time_end$|^success_amount$|^pay(?:ment)?_no$|^use_request_no$|^finish_transaction_id$/

/** Payment fields that contradict the state of an unpaid order. */
const OF_PAYMENTS =
  /^(?:transaction_id|time_end|bank_type|cash_fee|cash_fee_type|settlement_total_fee|payer_total|payer_currency|user_repaid|installment_info|exchange_rate|is_subscribe|sub_is_subscribe)$|^coupon_\w+$|^settlement_/

/** Coupon fields of a payment. Hardly any payment has them. */
const OF_COUPONS =
  /^promotion_detail$|^coupon_(?:fee|count|refund_fee|refund_count)$|^coupon_(?:id|type|fee|refund_\w+)(?:_\d)+$/

const IS_PAYMENT = /^(?:trade_state|mix_pay_status)$/

/** The fields around a field. */
export interface Surroundings {
  /** Fields of the request, which an answer may repeat. */
  readonly asked: ReadonlySet<string>
  /** Names of state fields in this object and those around it. */
  readonly states: readonly string[]
}

/** Links between pages. An example has one page, and so no links. */
const OF_PAGES = /^(?:next|prev)$/

/** Whether an optional field states more than an answer without state can know. */
export function isLeftOut(numbered: string, { asked, states }: Surroundings): boolean {
  const name = numbered.replace(/(?:_\d+)+$/, '')
  if (asked.has(name)) return false
  if (WENT_WRONG.test(name) || OF_COUPONS.test(numbered) || OF_PAGES.test(name)) return true
  if (states.length > 0 && HAPPENED.test(name)) return true
  return states.some((state) => IS_PAYMENT.test(state)) && OF_PAYMENTS.test(name)
}
