import type { Violation } from '../errors/violation.ts'

type Remedy = Violation['remedy']

/** The remedy for each rule that a completion can break. */
export const REMEDY = {
  ticket: {
    zh: '请先查询订单：只有 USER_ACCEPTED 状态有 finish_ticket，查不到说明订单还没确认，或已经完结、撤销',
    en: 'Query the order: only in the state USER_ACCEPTED it has one. An order without is not confirmed yet, or has ended.',
  },
  required: { zh: '必填，请补上', en: 'It is required: add it.' },
  object: { zh: '请传入对象', en: 'Give an object.' },
  order: { zh: '请传入查询订单的应答', en: 'Pass the answer of the query of the order.' },
  lines: { zh: '请传入数组，没有就传 []', en: 'Give an array; [] where there are none.' },
  boolean: { zh: '请传入布尔值', en: 'Give true or false.' },
  fen: { zh: '金额单位为分，必须是非负整数', en: 'Amounts are whole fen; yuanToFen converts.' },
  time: { zh: '请用 payscoreTime 生成北京时间', en: 'Write it with payscoreTime.' },
  precision: { zh: '精度须与首次传入的时间一致', en: "Give payscoreTime the precision of the order's first time." },
  pathParameter: { zh: '请放在路径参数中，不要放在 json 里', en: 'Move it out of json, beside it.' },
  finishType: { zh: '请传入数字 1 或 2', en: 'Give the number 1 or 2.' },
  unusedHasNoEnd: { zh: '未使用服务时不要传结束地点', en: 'Leave it out: the service was not used.' },
  unusedIsFree: {
    zh: '未使用服务不能收费；如需收费请用 finish_type 2',
    en: 'What was not used costs nothing; to charge, use finish_type 2.',
  },
  usedHasNoCancelReason: {
    zh: '已使用服务时不要传取消原因；如需取消请用 finish_type 1',
    en: 'Leave it out; to close the order without charge, use finish_type 1.',
  },
  endBeforeStart: { zh: '结束时间不能早于开始时间', en: 'A service cannot end before it began.' },
  endInFuture: {
    zh: '结束时间不能晚于当前时间',
    en: 'A service cannot have ended in the future: check the clock of the device.',
  },
  endTimeMissing: {
    zh: '创建时未填结束时间，完结时必填',
    en: 'Add it; serviceEndTime is for a service that ends now.',
  },
  endsWhereItBegan: {
    zh: '结束地点与开始地点相同时不要传',
    en: 'Leave it out; realServiceEndLocation decides.',
  },
  amountOrDescription: { zh: '金额与计费说明至少填一项', en: 'Give the amount, the description, or both.' },
  feeCount: { zh: '请传入 1 到 100 的整数', en: 'Leave it out for 1.' },
  uniqueName: {
    zh: '同一订单内名称不能重复，请合并或改名',
    en: 'Names are unique within an order: merge the lines or rename one.',
  },
  discountsExceedFees: { zh: '优惠总额不能超过费用总额', en: 'Lower the discounts: a total cannot be negative.' },
  total: {
    zh: '总金额须等于费用之和减优惠之和，请用 totalAmount 计算',
    en: 'Compute it with totalAmount({ fees, discounts }).',
  },
  riskAmount: { zh: '总金额不能超过订单风险金额', en: 'More than the risk amount cannot be charged.' },
  asCreated: { zh: '须与创建订单时一致', en: 'Use the value that the order was created with.' },
} as const satisfies Readonly<Record<string, Remedy>>

/** The remedy for each state in which an order cannot be completed. */
export const WRONG_STATE: Readonly<Record<string, Remedy>> = {
  CREATED: {
    zh: '用户尚未确认，请等待确认后再完结，或撤销订单',
    en: 'The user has not confirmed yet: wait, or cancel the order.',
  },
  FINISHED: {
    zh: '订单已完结；如需同步线下收款请用 sync',
    en: 'It is completed already; a payment outside WeChat Pay is told with sync.',
  },
  USER_PAID: { zh: '订单已支付，无需完结', en: 'It is paid already.' },
  REVOKED: { zh: '订单已取消，请用新的商户单号创建', en: 'It was revoked: create a new order.' },
  EXPIRED: { zh: '订单已过期，请用新的商户单号创建', en: 'It expired: create a new order.' },
}
