/** Chinese words for the values on the wire. */
import type {
  Balance,
  CouponState,
  Delivery,
  Fault,
  FaultKind,
  OrderEvent,
  OrderState,
  PayOutcome,
  PlatformState,
  RefundState,
  StockState,
  Surface,
  Task,
  TimelineEvent,
  TradeState,
} from '../data/api.ts'
import { wireTime, yuan } from './format.ts'

export const stateName: Readonly<Record<OrderState, string>> = {
  CREATED: '待确认',
  USER_ACCEPTED: '服务中',
  FINISHED: '待支付',
  USER_PAID: '已支付',
  REVOKED: '已撤销',
  EXPIRED: '已过期',
}

export const eventName: Readonly<Record<OrderEvent['type'], string>> = {
  created: '商户创建订单',
  package_reissued: '重新拉起确认页',
  accepted: '用户确认',
  declined: '用户离开确认页',
  cancelled: '商户撤销',
  completed: '商户完结',
  closed_without_charge: '商户完结，未使用不收费',
  deduction_begun: '开始自动扣款',
  deduction_failed: '自动扣款失败',
  paid: '支付成功',
  refunded: '商户申请退款',
  unfrozen: '分账资金解冻',
  synced: '商户渠道已收款',
  expired: '一小时未确认，订单过期',
}

/** Events of payments and refunds that pay-after orders do not have. */
const otherEventName: Readonly<Record<string, string>> = {
  prepay_reissued: '商户重复下单，换了 prepay_id',
  payment_failed: '付款没有成功',
  closed: '订单关闭',
  password_asked: '请用户输入密码',
  reversed: '商户撤销',
  funds_taken: '退款从商户账户扣出',
  succeeded: '退款到账',
  abnormal: '退款异常',
  rescue_accepted: '异常退款改退到别处',
  notified: '按要求发送通知',
  recharge: '商户充值',
  withdrawal: '商户提现',
}

const otherEventTone: Readonly<Record<string, string>> = {
  payment_failed: 'bad',
  abnormal: 'bad',
  succeeded: 'paid',
  prepay_reissued: 'created',
}

/** Events of coupons and their stocks. */
const couponEventName: Readonly<Record<string, string>> = {
  sent: '发给用户',
  used: '核销',
  returned: '退款后可以再用',
  expired: '过期',
  created: '创建批次',
  started: '激活批次',
  paused: '暂停发放',
  restarted: '恢复发放',
  ended: '批次到期',
}

/** The name of an event of any product. An unknown event keeps its own name. */
export function happeningName(type: string, product?: string): string {
  if (isOfCoupons(product)) return couponEventName[type] ?? type
  if (product === 'refund' && type === 'accepted') return '商户申请退款'
  return isOrderEvent(type) ? eventName[type] : (otherEventName[type] ?? type)
}

/** Whether a product is that of coupons or of their stocks. */
export function isOfCoupons(product: string | undefined): boolean {
  return product === 'coupon' || product === 'coupon-stock'
}

export function happeningTone(type: string): string {
  return isOrderEvent(type) ? eventTone[type] : (otherEventTone[type] ?? 'muted')
}

export const accountName: Readonly<Record<Balance['account'], string>> = {
  BASIC: '基本账户',
  OPERATION: '运营账户',
  FEES: '手续费账户',
}

const surfaceName: Readonly<Record<Surface, string>> = {
  jsapi: 'JSAPI',
  app: 'APP',
  native: 'Native',
  h5: 'H5',
  code: '付款码',
}

/** How an order is paid, and whether it is a combined one. */
export function methodName({
  surface,
  subOrders,
}: {
  readonly surface: Surface
  readonly subOrders?: unknown
}): string {
  return subOrders === undefined ? surfaceName[surface] : `合单 ${surfaceName[surface]}`
}

const productNames: Readonly<Record<string, string>> = {
  payafter: '先享后付',
  payment: '支付',
  combined: '合单',
  refund: '退款',
  coupon: '代金券',
  notice: '任意通知',
}

/** The name of a product, as people read it. */
export function productName(product: string): string {
  return productNames[product] ?? product
}

export const tradeStateName: Readonly<Record<TradeState, string>> = {
  NOTPAY: '待支付',
  SUCCESS: '已支付',
  REFUND: '有退款',
  CLOSED: '已关闭',
  USERPAYING: '等用户输密码',
  PAYERROR: '支付失败',
  REVOKED: '已撤销',
}

export const refundStateName: Readonly<Record<RefundState, string>> = {
  PROCESSING: '退款中',
  SUCCESS: '已到账',
  CLOSED: '已关闭',
  ABNORMAL: '异常',
}

export const couponStateName: Readonly<Record<CouponState, string>> = {
  SENDED: '可用',
  USED: '已使用',
  EXPIRED: '已过期',
}

export const stockStateName: Readonly<Record<StockState, string>> = {
  unactivated: '未激活',
  running: '发放中',
  paused: '暂停发放',
  stoped: '已停止',
}

export const payOutcomeName: Readonly<Record<'wallet' | PayOutcome, string>> = {
  wallet: '按钱包余额',
  success: '成功',
  not_enough: '余额不足',
  bank_failed: '银行失败',
  cancelled: '用户取消',
}

const failureName: Readonly<Record<string, string>> = {
  ...payOutcomeName,
  card_not_supported: '不支持的卡',
  no_password: '没有输入密码',
}

/** Notes on payment events, such as the reason of a failure. */
export function paymentNote({ type, detail = {} }: TimelineEvent): string {
  const { reason, total, bank_type: bank, by, refund, discount } = detail
  if (typeof refund === 'number') return `退款 ${yuan(refund)}`
  if (type === 'payment_failed') return failureName[String(reason)] ?? String(reason)
  if (type === 'closed') return by === 'merchant' ? '商户关单' : '到期未付'
  if (type === 'paid') {
    const from = bank === 'OTHERS' ? '零钱' : String(bank)
    return typeof discount === 'number' ? `${from}，代金券 ${yuan(discount)}` : from
  }
  return typeof total === 'number' ? yuan(total) : ''
}

function isOrderEvent(type: string): type is OrderEvent['type'] {
  return Object.hasOwn(eventName, type)
}

/** The colour of each event in the timeline. */
export const eventTone: Readonly<Record<OrderEvent['type'], string>> = {
  created: 'created',
  package_reissued: 'created',
  accepted: 'accepted',
  declined: 'muted',
  cancelled: 'muted',
  completed: 'finished',
  closed_without_charge: 'muted',
  deduction_begun: 'muted',
  deduction_failed: 'bad',
  paid: 'paid',
  refunded: 'muted',
  unfrozen: 'muted',
  synced: 'paid',
  expired: 'muted',
}

/** Formats the details of an event as a few words. */
export function eventNote({ type, detail = {} }: OrderEvent): string {
  const { by, attempt, reason, refund, risk_amount: risk, total_amount: total, paid_time: paidTime } = detail
  if (type === 'accepted') return by === 'no_confirm' ? '免确认订单' : ''
  if (type === 'paid') return by === 'user' ? '用户主动支付' : '自动扣款'
  if (typeof refund === 'number') return `退款 ${yuan(refund)}`
  if (typeof risk === 'number') return `风险金额 ${yuan(risk)}`
  if (typeof total === 'number') return `应付 ${yuan(total)}`
  if (typeof attempt === 'number') return `第 ${attempt} 次`
  if (typeof paidTime === 'string') return wireTime(paidTime)
  return typeof reason === 'string' ? reason : ''
}

export const deliveryState: Readonly<Record<Delivery['state'], string>> = {
  pending: '等待重试',
  delivered: '已送达',
  given_up: '已放弃',
  no_endpoint: '没有回调地址',
}

/** `第 2 次扣款` */
export function dueName(task: Task): string {
  if (task.kind === 'deduct' || task.kind === 'notify') {
    return `第 ${task.attempt} 次${task.kind === 'deduct' ? '扣款' : '通知'}`
  }
  if (isOfCoupons(task.product)) return task.kind === 'expire' ? '代金券过期' : '代金券批次到期'
  return jobName[task.kind] ?? task.kind
}

const jobName: Readonly<Record<string, string>> = {
  expire: '订单过期',
  close_unpaid: '关闭未支付的订单',
  end_user_paying: '没有输入密码，支付失败',
  settle: '货款结算',
  unfreeze: '分账到期解冻',
  process: '退款处理',
}

export const platformMode: Readonly<Record<PlatformState['mode'], string>> = {
  publicKey: '公钥',
  certificate: '平台证书',
  switching: '切换中',
}

/** Shares to choose from, including the current one. */
export function successorShare(present: number): Readonly<Record<string, string>> {
  const shares = [...new Set([0, 10, 50, 100, present])].sort((a, b) => a - b)
  return Object.fromEntries(shares.map((percent) => [String(percent), `${percent}%`]))
}

export const faultTarget: Readonly<Record<Fault['target'], string>> = { api: '接口', notify: '通知' }

/** The faults available for each target. */
export const faultName: Readonly<Record<Fault['target'], Partial<Readonly<Record<FaultKind, string>>>>> = {
  api: {
    drop: '办了，但不应答',
    error_before: '没办，答 500',
    error_after: '办了，却答 500',
    reset: '连接被重置',
    delay: '应答迟到',
    duplicate: '请求到达两次',
    tamper: '应答被篡改',
    signtest: '签名探测流量',
    wrong_serial: '平台证书序列号不明',
    stale_timestamp: '应答时间戳过期',
  },
  notify: {
    drop: '丢失',
    delay: '迟到',
    duplicate: '重复送达',
    tamper: '内容被篡改',
    signtest: '签名探测流量',
    wrong_serial: '平台证书序列号不明',
    stale_timestamp: '时间戳过期',
    undecryptable: '无法解密',
    wrong_amount: '金额多一分',
  },
}
