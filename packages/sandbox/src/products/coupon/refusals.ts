import { type Refusal, invalidRequest, paramError } from '../../kernel/machine/refusal.ts'
import type { CouponPolicy } from './policy.ts'

const OUT_OF_RULES = 268435464

function refusal(status: number, code: string, message: string): Refusal {
  return { outcome: 'refused', status, code, message, causeCode: OUT_OF_RULES }
}

/** Production's refusals of stocks and coupons: texts verbatim where they are known. */
export const refusals = {
  budgetWrong: paramError('批次预算等于批次面额乘以发券数'),
  rulesWrong: invalidRequest('批次发放规则或核销规则有误，请修改后重试', OUT_OF_RULES),
  outOfTime: refusal(403, 'REQUEST_BLOCKED', '活动未开始或已结束'),
  notOpened: refusal(403, 'NO_AUTH', '你配置的信息需要开通特殊权限'),
  /** No text is published for a number that was used with other parameters. */
  numberUsed: invalidRequest('商户单据号已使用，且与之前的请求参数不一致', OUT_OF_RULES),
  notRunning: invalidRequest('活动已结束或未激活', OUT_OF_RULES),
  wrongState: paramError('非法的批次状态'),
  tooSoon: invalidRequest('卡包信息尚未注册完成，请稍后重试', OUT_OF_RULES),
  budgetShort: refusal(403, 'NOT_ENOUGH', '批次预算不足'),
  budgetSpent: refusal(403, 'NOT_ENOUGH', '批次预算耗尽'),
  aboveDay: refusal(403, 'NOT_ENOUGH', '发券超过单天限额'),
  noStock: refusal(404, 'RESOURCE_NOT_EXISTS', '批次不存在'),
  noCoupon: refusal(404, 'RESOURCE_NOT_EXISTS', '券不存在'),
  notOwn: refusal(403, 'REQUEST_BLOCKED', '商户无权发券'),
  notAcross: refusal(403, 'REQUEST_BLOCKED', '批次不支持跨商户发券'),
  valueGiven: refusal(403, 'REQUEST_BLOCKED', '不支持指定面额发券'),
  userGone: refusal(403, 'USER_ACCOUNT_ABNORMAL', '用户非法'),
  userLimit: refusal(403, 'RULE_LIMIT', '用户已达最大领券次数'),
  userBlocked: refusal(403, 'REQUEST_BLOCKED', '用户被限领拦截'),
  userMonth: invalidRequest('暂时无法领取，请联系商家处理。', OUT_OF_RULES),
  creatorWrong: invalidRequest('非法的商户号', OUT_OF_RULES),
  /** The stock belongs to another creator than the request says. Only the table of 发放代金券 has it. */
  stockOfOther: invalidRequest('批次信息获取失败，请确认参数是否有误', OUT_OF_RULES),
  merchantMissing: paramError('商户号必填'),
  pageTooLong: paramError('页大小超过阈值'),
  timeWrong: paramError('输入时间格式错误'),
  valueWrong: paramError('参数错误'),
} as const satisfies Record<string, Refusal>

/** The user has got all coupons of the stock that a user can get. */
export function userLimit({ favorLimitCode }: Pick<CouponPolicy, 'favorLimitCode'>): Refusal {
  return favorLimitCode === 'RULE_LIMIT' ? refusals.userLimit : refusals.userBlocked
}

/** A paused stock cannot be started. */
export function startPaused({ favorStartPausedCode }: Pick<CouponPolicy, 'favorStartPausedCode'>): Refusal {
  return favorStartPausedCode === 'PARAM_ERROR' ? refusals.wrongState : refusals.notRunning
}
