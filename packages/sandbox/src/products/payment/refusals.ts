import type { Refusal } from '../../kernel/machine/refusal.ts'

function refusal(status: number, code: string, message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status, code, message, causeCode }
}

/** Production's refusals: texts verbatim where they are known, causes from its numeric table. */
export const refusals = {
  numberUsed: {
    ...refusal(403, 'OUT_TRADE_NO_USED', '商户订单号重复', 268498688),
    v2: { err_code: 'INVALID_REQUEST', err_code_des: '201 商户订单号重复' },
  },
  alreadyPaid: { ...refusal(400, 'ORDER_PAID', '该订单已支付', 268449538), v2: { err_code: 'ORDERPAID' } },
  closed: { ...refusal(400, 'ORDER_CLOSED', '该订单已关闭', 268447914), v2: { err_code_des: '订单已关闭' } },
  notExist: {
    ...refusal(404, 'ORDER_NOT_EXIST', '订单不存在', 268512771),
    english: 'The order does not exist',
    v2: { err_code: 'ORDERNOTEXIST', err_code_des: 'order not exist' },
  },
  /** A paid order cannot be closed. */
  paidBefore: {
    ...refusal(400, 'ORDER_PAID', '该订单已支付', 268449538),
    v2: { err_code_des: 'order paid' },
  },
  /** Only in APIv2. */
  closedBefore: refusal(400, 'ORDER_CLOSED', '订单已关闭，无法重复关闭', 268447914),
  closedTooSoon: {
    ...refusal(400, 'INVALID_REQUEST', '订单生成后不能马上关闭', 268435464),
    v2: { err_code: 'TRADE_STATE_ERROR' },
  },
  /** A partner names no sub-merchant, even where the operation has no field for one. */
  subMchidMissing: refusal(400, 'PARAM_ERROR', '受理机构必须传入sub_mch_id', 268443704),
  subMchidOwn: refusal(400, 'PARAM_ERROR', '子商户mchid不能与自身mchid相同', 268443705),
  subOpenidAlone: refusal(400, 'PARAM_ERROR', '传入sub_openid时必须传入sub_appid', 268435461),
  notPartner: refusal(403, 'NO_AUTH', '商户无权限', 268443701),
  notAccepted: refusal(403, 'NO_AUTH', '特约子商户商户号未授权服务商的产品权限', 268443701),
  subAppidNotBound: refusal(400, 'APPID_MCHID_NOT_MATCH', 'sub_mch_id与sub_appid不匹配', 268445527),
  relationEnded: refusal(403, 'NO_AUTH', '服务商与特约商户关系上，该产品授权已被解除', 268443701),
  /** A query or closing names an unknown merchant number. */
  noSuchMerchant: refusal(400, 'MCH_NOT_EXISTS', '商户号不存在', 268435461),
  otherSubMerchant: refusal(400, 'INVALID_REQUEST', '子商户号和订单信息不匹配', 268447845),
  restricted: refusal(403, 'RULE_LIMIT', '此商家的收款功能已被限制', 268448010),
  otherMerchant: refusal(400, 'INVALID_REQUEST', '商户号和订单信息不匹配', 268447843),
} as const satisfies Record<string, Refusal>

/** Changes an APIv3 refusal to the code that the policy chooses. */
export function withCode(refused: Refusal, code: string): Refusal {
  return code === 'INVALID_REQUEST' ? { ...refused, status: 400, code } : refused
}

/** Messages of the cashier on the user's phone. The merchant's server never sees them. */
export const cashierTexts = {
  expired_prepay: '订单已失效，请重新下单',
  expired_url: '支付链接已失效，请返回商家重新发起支付',
  bad_launch_signature: '支付验证签名失败',
  unknown_order: '商家订单信息有误，请重新下单支付',
  bad_h5_scene: '由于商家传入的H5交易参数有误，该笔交易暂时无法完成，请联系商家解决',
  past_time_expire: '订单已超过商户设置的最晚支付成功时间',
  other_user: '下单账号与支付账号不一致，请核实后再支付',
  closed: '订单已关闭，请重新下单',
  paid: '订单已支付，请勿重复支付',
  not_enough: '余额不足',
  bank_failed: '银行系统异常，请更换支付方式',
  cancelled: '用户取消支付',
  failed: '支付失败，请重新出示付款码',
  reversed: '订单已撤销',
} as const

export type CashierProblem = keyof typeof cashierTexts

/** The cashier shows a problem; the order is unchanged. */
export function problem(name: CashierProblem): Refusal {
  return refusal(409, name.toUpperCase(), cashierTexts[name], 0)
}
