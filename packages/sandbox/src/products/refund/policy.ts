import type { PolicyOptions } from '../../kernel/world/policy.ts'
import type { RefundOutcome } from './refund.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR

/** Limits of refunds, and choices where production's behaviour is undocumented. */
export interface RefundPolicy {
  /** The end of a refund if nobody decides it. */
  readonly refundOutcome: RefundOutcome
  /** Time from acceptance to the user's balance, ms. */
  readonly refundToBalanceMs: number
  /** Time from acceptance to a bank card, ms. */
  readonly refundToBankMs: number
  /** Time after the payment in which an order can be refunded, ms. */
  readonly refundWithinMs: number
  /** Maximum number of refunds of one order, including closed ones. */
  readonly maxRefundsPerOrder: number
  /** A refund of the same order within this time (ms) is refused, even a repeat. */
  readonly refundIntervalMs: number
  /** The treatment of a refund that the merchant's balance does not cover. */
  readonly refundWithoutFunds: 'refuse' | 'wait'
  /** Interval at which a waiting refund looks for funds, ms. */
  readonly refundFundsRetryMs: number
  /** Time after which a refund without funds is closed, ms. */
  readonly closeRefundWithoutFundsAfterMs: number
  /** Whether the returned fee is charged again when a refund is closed. */
  readonly feeOfClosedRefund: 'taken_again' | 'kept'
  /** `code` when a repeat has other amounts. */
  readonly refundMismatchCode: 'INVALID_REQUEST' | 'REFUND_FEE_MISMATCH'
  /** `code` when the order is too old; APIv2 always has `TRADE_OVERDUE`. */
  readonly refundOverdueCode: 'INVALID_REQUEST' | 'TRADE_OVERDUE'
  /** `err_code` of APIv2 when the amount exceeds the rest. */
  readonly v2RefundAboveRest: 'INVALID_REQUEST' | 'REFUND_FEE_INVALID'
  /** `code` of a query for another sub-merchant's refund (404 or 400). */
  readonly refundOfOtherSubMerchant: 'RESOURCE_NOT_EXISTS' | 'INVALID_REQUEST'
  /** Format of the notification, at the merchant's own address, of an APIv3 refund without `notify_url`. */
  readonly refundWithoutNotifyUrl: 'v2' | 'v3' | 'none'
}

export const refundPolicy: PolicyOptions<RefundPolicy> = {
  refundOutcome: {
    default: 'success',
    choices: ['success', 'abnormal', 'closed'],
    meaning: '没有人决定时，受理了的退款如何了结：成功、异常、关闭',
  },
  refundToBalanceMs: { default: SECOND, meaning: '受理之后多久（毫秒）退到零钱；生产上不超过 5 分钟' },
  refundToBankMs: { default: DAY, meaning: '受理之后多久（毫秒）退到银行卡；生产上 1 到 3 个工作日' },
  refundWithinMs: { default: 365 * DAY, meaning: '支付成功之后多久（毫秒）以内可以退款' },
  maxRefundsPerOrder: { default: 50, meaning: '一个订单最多退几次，关闭了的也算' },
  refundIntervalMs: {
    default: 0,
    meaning:
      '距同一订单上次申请退款不到这么久（毫秒）的申请，原单重试也算，答“申请退款金额超过订单可退金额”；官方建议间隔 1 分钟，默认不限',
  },
  refundWithoutFunds: {
    default: 'refuse',
    choices: ['refuse', 'wait'],
    meaning: '余额不足时拒绝（NOT_ENOUGH），还是受理之后等待资金',
  },
  refundFundsRetryMs: { default: HOUR, meaning: '等待资金的退款每隔多久（毫秒）再试' },
  closeRefundWithoutFundsAfterMs: { default: 7 * DAY, meaning: '受理之后多久（毫秒）仍没有资金的退款关闭' },
  feeOfClosedRefund: {
    default: 'taken_again',
    choices: ['taken_again', 'kept'],
    meaning: '退款关闭时，已退还的手续费再次扣除，还是留给商户',
  },
  refundMismatchCode: {
    default: 'INVALID_REQUEST',
    choices: ['INVALID_REQUEST', 'REFUND_FEE_MISMATCH'],
    meaning: '同一商户退款单号再次申请而金额不同时的错误码；APIv2 的 total_fee 与订单不符时也是它',
  },
  refundOverdueCode: {
    default: 'INVALID_REQUEST',
    choices: ['INVALID_REQUEST', 'TRADE_OVERDUE'],
    meaning: '订单超过退款期限时的错误码；APIv2 总是 TRADE_OVERDUE',
  },
  v2RefundAboveRest: {
    default: 'INVALID_REQUEST',
    choices: ['INVALID_REQUEST', 'REFUND_FEE_INVALID'],
    meaning: 'APIv2 退款金额超过订单可退金额时的错误码；旧的是 REFUND_FEE_INVALID',
  },
  refundOfOtherSubMerchant: {
    default: 'RESOURCE_NOT_EXISTS',
    choices: ['RESOURCE_NOT_EXISTS', 'INVALID_REQUEST'],
    meaning:
      '服务商查询退款、发起异常退款时 sub_mchid 与退款单不符的错误码：查询退款的错误表只有 404“退款单不存在”，查单则是 400“子商户号和订单信息不匹配”',
  },
  refundWithoutNotifyUrl: {
    default: 'v2',
    choices: ['v2', 'v3', 'none'],
    meaning:
      'APIv3 申请退款没有传 notify_url 时，商户自己的回调地址收到的通知：与生产一样是 APIv2 的 XML，或 APIv3，或没有',
  },
}
