import { type Refusal, invalidRequest, paramError } from '../../kernel/machine/refusal.ts'
import type { RefundPolicy } from './policy.ts'

const INVALID_PARAMETER = 268435461
const NOT_FOUND = 268512771
const OTHER_AMOUNT = '订单金额或退款金额与之前请求不一致，请核实后再试'

function refusal(status: number, code: string, message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status, code, message, causeCode }
}

/** Production's refusals, with the exact texts where they are known. */
export const refusals = {
  orderNotExist: {
    ...refusal(404, 'RESOURCE_NOT_EXISTS', '订单号不存在', NOT_FOUND),
    v2: { err_code: 'ORDERNOTEXIST', err_code_des: '订单不存在' },
  },
  /** APIv3 does not distinguish between an unpaid and a missing order. */
  orderUnpaid: {
    ...refusal(404, 'RESOURCE_NOT_EXISTS', '订单号不存在', NOT_FOUND),
    v2: { err_code: 'TRADE_STATE_ERROR', err_code_des: '订单状态错误' },
  },
  refundNotExist: {
    ...refusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在', NOT_FOUND),
    v2: { err_code: 'REFUNDNOTEXIST', err_code_des: 'not exist' },
  },
  noSuchMerchant: refusal(404, 'MCH_NOT_EXISTS', 'MCHID不存在', INVALID_PARAMETER),
  otherSubMerchant: invalidRequest('子商户号和订单信息不匹配', 268447845),
  otherThanOrdered: {
    ...invalidRequest('您的请求参数与订单信息不一致', 268447843),
    v2: { err_code: 'INVALID_REQUEST', err_code_des: OTHER_AMOUNT },
  },
  otherOrder: invalidRequest('支付单号校验不一致，请核实后再试', INVALID_PARAMETER),
  otherAmount: invalidRequest(OTHER_AMOUNT, INVALID_PARAMETER),
  refundedWholly: { ...invalidRequest('订单已全额退款', INVALID_PARAMETER), v2: { err_code: 'ERROR' } },
  aboveRest: invalidRequest('申请退款金额超过订单可退金额', INVALID_PARAMETER),
  overdue: { ...invalidRequest('订单已经超过退款期限', INVALID_PARAMETER), v2: { err_code: 'TRADE_OVERDUE' } },
  tooMany: invalidRequest('订单退款次数已达上限', INVALID_PARAMETER),
  notEnough: refusal(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起', INVALID_PARAMETER),
  payerGone: refusal(
    403,
    'USER_ACCOUNT_ABNORMAL',
    '用户账户异常或已注销，不能原路退回，请使用其他方式进行退款',
    INVALID_PARAMETER,
  ),
  fromNotAllowed: invalidRequest('订单不支持指定退款出资账户', INVALID_PARAMETER),
  fromWrong: paramError('退款出资账户重复，或出资金额之和与退款金额不一致', INVALID_PARAMETER),
  goodsAboveRefund: paramError('退款商品的退款金额之和大于退款金额', INVALID_PARAMETER),
  notAbnormal: invalidRequest('退款单状态不是退款异常，不能发起异常退款', INVALID_PARAMETER),
  otherAbnormalRefund: invalidRequest('异常退款已受理，请求参数与之前不一致', INVALID_PARAMETER),
  bankNotSupported: paramError('开户银行 bank_type 不支持异常退款', INVALID_PARAMETER),
  /** Only in APIv2. */
  offsetTooFar: paramError('offset 超过退款总次数', INVALID_PARAMETER),
} as const satisfies Record<string, Refusal>

/** The number was used with other amounts. */
export function otherAmount({ refundMismatchCode }: RefundPolicy): Refusal {
  return { ...refusals.otherAmount, code: refundMismatchCode }
}

/** The order has another total. */
export function otherTotal({ refundMismatchCode }: RefundPolicy): Refusal {
  return { ...refusals.otherThanOrdered, v2: { ...refusals.otherThanOrdered.v2, err_code: refundMismatchCode } }
}

/** The amount exceeds the rest of the order. */
export function aboveRest({ v2RefundAboveRest }: RefundPolicy): Refusal {
  if (v2RefundAboveRest === 'INVALID_REQUEST') return refusals.aboveRest
  return { ...refusals.aboveRest, v2: { err_code: v2RefundAboveRest, err_code_des: '累计退款金额大于支付金额' } }
}

/** The payment is too old. */
export function overdue({ refundOverdueCode }: RefundPolicy): Refusal {
  return { ...refusals.overdue, code: refundOverdueCode }
}
