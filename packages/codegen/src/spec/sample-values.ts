import { versionOf } from './address.ts'
import type { SchemaObject } from './model.ts'

/** The field for which values are proposed. */
export interface SampleField {
  readonly name: string
  readonly schema: SchemaObject
  /** The event that carries the field: `REFUND.ABNORMAL`, `v2/refund-processed`. */
  readonly event: string
}

/** Texts and numbers by field name: reserved names, and numbers that belong to nobody. */
const named: Readonly<Record<string, string | number>> = {
  mchid: '1900000109',
  mch_id: '1900000109',
  sp_mchid: '1900000109',
  combine_mchid: '1900000109',
  combine_mch_id: '1900000109',
  sub_mchid: '1900000100',
  sub_mch_id: '1900000100',
  sponsor_mchid: '1900000109',
  consume_mchid: '1900000109',
  merchant_code: '1900000109',
  channel_id: '1900000200',
  appid: 'wxd678efh567hg6787',
  sp_appid: 'wxd678efh567hg6787',
  combine_appid: 'wxd678efh567hg6787',
  sub_appid: 'wxd678efh567hg6788',
  openid: 'oSandboxUser0000000000000001',
  sp_openid: 'oSandboxUser0000000000000001',
  sub_openid: 'oSandboxUser0000000000000001',
  combine_openid: 'oSandboxUser0000000000000001',
  unionid: 'oSandboxUnion000000000000001',
  service_id: '500001',
  transaction_id: '4200000026202603011000000001',
  combine_transaction_id: '4200000026202603011000000001',
  finish_transaction_id: '4200000026202603011000000001',
  refund_id: '50300000262026030110000000001',
  order_id: '15646546545165651651',
  out_trade_no: 'T20260301000001',
  combine_out_trade_no: 'C20260301000001',
  out_refund_no: 'R20260301000001',
  out_order_no: 'PB20260301000001',
  out_bill_no: 'B20260301000001',
  bank_type: 'OTHERS',
  bank_name: '招商银行',
  bank_account_name: '示例商户有限公司',
  bank_card_tail: '0001',
  account_number: '0001',
  account_bank: '招商银行',
  account: '1900000109',
  currency: 'CNY',
  payer_currency: 'CNY',
  settlement_currency: 'CNY',
  fee_type: 'CNY',
  user_received_account: '支付用户零钱',
  recv_account: '支付用户零钱',
  refund_recv_accout: '支付用户零钱',
  refund_account: 'REFUND_SOURCE_RECHARGE_FUNDS',
  trade_scene: 'PARKING',
  send_merchant: '1900000109',
  trade_state_desc: '支付成功',
  trade_state_description: '支付成功',
  return_code: 'SUCCESS',
  return_msg: 'OK',
  result_code: 'SUCCESS',
  result_msg: 'OK',
  sign_type: 'HMAC-SHA256',
  plate_number: '粤B12345',
  phone_number: '13800000000',
  user_name: '张三',
  country_code: '86',
  device_ip: '127.0.0.1',
  payer_client_ip: '14.23.150.211',
  card_color: '#07C160',
  geo_location: '114.057868,22.543099',
  setlLatlnt: '114.057868,22.543099',
  goods_name: '共享充电宝',
  echo_message: 'hello',
  encrypt_echo_message: 'hello',
  user_service_status: 'USER_OPEN_SERVICE',
  risk_level_desc: '低风险',
  contract_code: 'CONTRACT20260301000001',
  request_serial: '20260301000001',
  vehicle_event_des: 'PAUSE',
  finish_ticket: 'FT0000000000000001',
  prepay_id: 'wx2026030110000000000000000000000001',
  returned: 'FALSE',
  checked_in: 'FALSE',
  value: '张三',
  count: 1,
  quantity: 1,
  rate: 100_000_000,
}

/** Values of enumerations that fit the event, where the event's name does not state them. */
const ofEvent: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ABNORMAL_FUND_PROCESSING.TRANSFER.SUCCESS': { receipt_state: 'RECEIPT_STATE_COMPLETED' },
  'BRAND_MEMBER_CARD_SP.USER_CARD.CREATE': { user_card_state: 'EFFECTIVE' },
  'COMPLAINT.STATE_CHANGE': { action_type: 'MERCHANT_CONFIRM_COMPLETE' },
  'COUPON.USE': { status: 'USED' },
  'CREDIT_REPAYMENT.SIGN_CONTRACT': { contract_state: 'CONTRACT_STATE_EFFECTIVE' },
  'CREDIT_REPAYMENT.TERMINATE_CONTRACT': { contract_state: 'CONTRACT_STATE_TERMINATED' },
  'DELIVERY_PLAN.CHANGE': { plan_state: 'DELIVERING', audit_state: 'PASSED' },
  'ENTRUST.RELEASE': { contract_status: 'DELETE' },
  'FAPIAO.CARD_DISCARDED': { fapiao_status: 'REVERSED' },
  'FAPIAO.CARD_INSERTED': { fapiao_status: 'ISSUED' },
  'FAPIAO.REVERSED': { card_status: 'DISCARD_ACCEPTED' },
  'MCHTRANSFER.BATCH.CLOSED': { close_reason: 'OVERDUE_CLOSE' },
  'MCHTRANSFER.BILL.FINISHED': { state: 'SUCCESS' },
  'MCHTRANSFER.QQWALLETBILL.FINISHED': { state: 'SUCCESS' },
  'MCHWITHDRAW.CHANGE': { status: 'SUCCESS' },
  'MEDICAL_INSURANCE.SUCCESS': { mix_pay_type: 'CASH_AND_INSURANCE' },
  'PAYSCORE.USER_CANCEL_SIGN_PLAN': { cancel_sign_type: 'USER', plan_detail_state: 'SIGN_PLAN_DETAIL_CANCEL' },
  'PAYSCORE.USER_CLOSE_SERVICE': { contract_status: 'DELETE', user_service_status: 'USER_CLOSE_SERVICE' },
  'PRODUCT_COUPON_SP.IMAGE_GENERATION': { task_state: 'SUCCESS' },
  'TRANSACTION.FAIL': { trade_state_desc: '支付失败', trade_state_description: '支付失败' },
  'TRANSACTION.INDUSTRY_FAILED': {
    trade_state: 'PAY_FAIL',
    trade_state_desc: '支付失败',
    trade_state_description: '支付失败',
  },
  'WEBIZPAY.QUOTACARDEXPIRED': { card_state: 'DISABLED' },
}

/** The instant in every sample. The sandbox replaces it by its own time. */
const times: Readonly<Record<string, string>> = {
  'date-time': '2026-03-01T10:00:00+08:00',
  date: '2026-03-01',
  yyyyMMdd: '20260301',
  yyyyMMddHHmmss: '20260301100000',
  'yyyy-MM-dd HH:mm:ss': '2026-03-01 10:00:00',
}
const EPOCH_SECONDS = 1_772_330_400

const IS_TIME = /(?:^|_)(?:create)?time(?:_|$)/
const IS_DATE = /(?:^|_)(?:date|day)$/
/** Times of APIv2 with 14 digits; others have dashes and colons. */
const IS_DIGITS = /^(?:time_(?:end|start|expire)|vehicle_event_createtime|start_time|end_time)$/
const IS_NOTHING = /discount|contribute|reduce|coupon|fail_/
const IS_AMOUNT = /amount|total|fee|price|refund$|money|minimum/
const IS_NUMBER = /(?:^|_)(?:id|no|number|code|serial|tail|tid|room|str)$|(?:Id|No)$/
const IS_COUNT = /(?:^|_)(?:count|num|duration|seq)$/
const IS_KIND = /(?:^|_)(?:kind|mode|scene|scenario|scope|stage|state|status|type)$/

/** Fields that only a failure has. Other events leave them out. */
const WENT_WRONG = /fail|reject|reason|^close_|cancel|terminat|invalid_|^err_|blocked|unlock|revoke|return_|event_des$/
const TELLS_OF_WRONG = /FAIL|CLOSE|CANCEL|TERMINAT|ABNORMAL|REVOKE|DELETE|RETURN|RELEASE|DISCARD|EXPIRED|ENDED|PUNISH/

/** Fields that few payments have: another currency, instalments, coupons, contracts, debts. */
const UNUSUAL =
  /^(?:exchange_rate|installment_info|promotion_detail|settlement_(?:refund|currency|rate)|coupon_(?:fee|count)|contract_id|user_repaid)$/

/** Whether an optional field contradicts the event. */
export function isOutOfPlace(name: string, event: string): boolean {
  if (UNUSUAL.test(name) && /TRANSACTION|REFUND|PAYSCORE|transaction/.test(event) && event !== 'TRANSACTION.PAY_BACK')
    return true
  return !/return_(?:code|msg)/.test(name) && WENT_WRONG.test(name) && !TELLS_OF_WRONG.test(event)
}

/** Values that may fit a field of a notification, the best first. */
export function sampleValues(field: SampleField): readonly unknown[] {
  const { name, schema, event } = field
  const known = (schema.enum ?? schema['x-extensible-enum'] ?? []) as readonly unknown[]
  const meant = ofEvent[event]?.[name]
  if (known.length > 0) {
    const chosen = [meant, ...known.filter((value) => isNamedBy(event, value)), ...known.filter(isMeant), ...known]
    return chosen.filter((value) => known.includes(value))
  }
  const time = timesOf(field)
  const isNumeric = schema.type === 'integer' || schema.type === 'number'
  if (isNumeric) return [...time, named[name], ...numbersOf(name)]
  return [meant, ...time, named[name], ...(schema.examples ?? []), ...textsOf(field)]
}

function numbersOf(name: string): readonly number[] {
  if (IS_COUNT.test(name)) return [1]
  return IS_NOTHING.test(name) ? [0] : IS_AMOUNT.test(name) ? [100] : []
}

function textsOf({ name, schema }: SampleField): readonly string[] {
  const title = schema.title ?? '示例'
  const cut = (text: string): string => Array.from(text).slice(0, schema.maxLength).join('')
  if (/url$|^domains$|_pics$/.test(name)) return [`https://merchant.example/${name}`]
  if (name.endsWith('_base64')) return ['e30=']
  if (IS_KIND.test(name)) return ['SUCCESS', cut(title)]
  if (IS_COUNT.test(name)) return ['1']
  if (IS_NOTHING.test(name) && /fee|amount/.test(name)) return ['0']
  if (IS_NUMBER.test(name)) return [cut(name.startsWith('out_') ? 'N20260301000001' : '10000000000001'), cut(title)]
  if (IS_AMOUNT.test(name) && !/desc|name/.test(name)) return ['100', cut(title)]
  return [cut(title)]
}

function timesOf({ name, schema: { type, format = '' }, event }: SampleField): readonly (string | number)[] {
  if (Object.hasOwn(times, format)) return [times[format]!]
  if (IS_DATE.test(name) && type !== 'integer' && type !== 'number') return [times['date']!]
  if (!IS_TIME.test(name)) return []
  if (type === 'integer' || type === 'number') return [EPOCH_SECONDS]
  if (versionOf(event) === 'v3') return [times['date-time']!]
  return [times[IS_DIGITS.test(name) ? 'yyyyMMddHHmmss' : 'yyyy-MM-dd HH:mm:ss']!]
}

/**
 * Whether the event's name contains a value: `REFUND.CLOSED` has CLOSED, `TRANSACTION.FAIL` PAY_FAIL, `ENTRUST.SIGN`
 * SIGNED.
 */
function isNamedBy(event: string, value: unknown): boolean {
  const last = event.split('.').at(-1) ?? ''
  const word = last.split('_').at(-1) ?? ''
  return (
    typeof value === 'string' &&
    [last, word].some(
      (name) => value === name || value.endsWith(`_${name}`) || value === `${name}D` || value === `${name}ED`,
    )
  )
}

/** Whether a value means something. Some enumerations begin with one that means "none". */
function isMeant(value: unknown): boolean {
  return typeof value !== 'string' || !/^(?:UNKNOWN|DEFAULT|NOT)_|_INVALID$|_INIT$/.test(value)
}
