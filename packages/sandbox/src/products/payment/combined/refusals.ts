import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { PaymentPolicy } from '../policy.ts'
import { refusals as ordinary } from '../refusals.ts'

const PARAMETER_WRONG = 268435461

function refusal(status: number, code: string, message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status, code, message, causeCode }
}

/** Production's refusals of combined orders, verbatim where they are known. */
export const refusals = {
  mchNotExists: refusal(400, 'MCH_NOT_EXISTS', '商户号不存在', PARAMETER_WRONG),
  /** A participating merchant has not bound the combined order's appid. */
  appidNotBound: refusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配，请检查后再试', 268445527),
  settlementChanged: refusal(403, 'OUT_TRADE_NO_USED', '重复下单且结算信息不一致', 268498688),
  subAppidNotBound: refusal(400, 'APPID_MCHID_NOT_MATCH', 'sub_appid和sub_mchid不匹配，请检查后再试', 268445527),
  severalSubAppids: refusal(400, 'PARAM_ERROR', '只允许一笔商品单填写sub_appid', PARAMETER_WRONG),
  /** A partner itself cannot be paid. */
  notPermitted: refusal(403, 'NO_AUTH', '商户号该产品权限未开通，请前往商户平台>产品中心检查后重试', 268443701),
  otherSubOrders: refusal(
    400,
    'INVALID_REQUEST',
    '输入的请求非法，请求关单的子单信息与下单时的子单信息不一致',
    PARAMETER_WRONG,
  ),
} as const satisfies Record<string, Refusal>

const CODES_OF_V2: Readonly<Record<string, string>> = {
  NO_AUTH: 'NOAUTH',
  RULE_LIMIT: 'RULELIMIT',
  ORDER_NOT_EXIST: 'ORDERNOTEXIST',
}

/** Spells a refusal's code as the tables of combined orders do, which print APIv2's codes. */
export function inCombinedStyle(
  refused: Refusal,
  { combineCodeStyle }: Pick<PaymentPolicy, 'combineCodeStyle'>,
): Refusal {
  return combineCodeStyle === 'v3' ? refused : { ...refused, code: CODES_OF_V2[refused.code] ?? refused.code }
}

/** The order is paid and cannot be closed. */
export function closedAfterPayment({ combineClosePaid }: Pick<PaymentPolicy, 'combineClosePaid'>): Refusal {
  return { ...ordinary.paidBefore, code: combineClosePaid }
}

/** The order is already closed, if the policy refuses that. */
export const closedBefore: Refusal = refusal(400, 'ORDER_CLOSED', '订单已关闭', ordinary.closed.causeCode)
