import { type Refusal, invalidRequest, paramError } from '../../kernel/machine/refusal.ts'
import type { PayafterPolicy } from './policy.ts'

/**
 * Production's refusals: messages verbatim where they are known, causes from the published table of numeric errors. No
 * message contains `本沙箱`, so that a program cannot recognise the sandbox by it.
 */

const STATE_NOT_ALLOWED = 271302262
const NO_PERMISSION = 'The merchant has no permission to use this service'

function noAuth(message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status: 403, code: 'NO_AUTH', message, causeCode }
}

export const refusals = {
  orderNotExist: {
    outcome: 'refused',
    status: 404,
    code: 'ORDER_NOT_EXIST',
    message: '查询单据不存在',
    english: 'The order does not exist',
    causeCode: 271317510,
  },

  serviceNotAllowed: { ...noAuth('商户暂无权限使用此服务', 268503786), english: NO_PERMISSION },
  userNotAuthorised: noAuth('请检查服务授权状态', 268503786),

  illegalState: invalidRequest('当前订单状态不合法', STATE_NOT_ALLOWED),
  notConfirmed: invalidRequest('当前订单状态不合法', 271302332),
  alreadyCancelled: invalidRequest('当前订单状态不合法', 271302333),
  notCancellable: invalidRequest('当前订单状态不满足撤销条件', 271316592),
  notAwaitingPayment: invalidRequest('仅服务订单支付状态为待支付时，才可使用此能力', 271316657),
  deducting: invalidRequest('单据正在扣款中，请稍后再试', 271316754),
  packageUsed: invalidRequest('package 已失效，请重新创建订单获取', STATE_NOT_ALLOWED),

  evaluationFailed: invalidRequest('综合评估未通过', 271300099),
  userOverdue: invalidRequest('存在待处理的超时未支付订单', 271299627),
  serviceNotReleased: invalidRequest('暂无法使用此服务，微信支付分逐步开放中', 271300099),

  syncTooEarly: {
    outcome: 'refused',
    status: 400,
    code: 'INVALID_ORDER_STATE',
    message: '单据状态错误',
    causeCode: STATE_NOT_ALLOWED,
  },
  syncCancelled: {
    outcome: 'refused',
    status: 400,
    code: 'ORDER_CANCELED',
    message: '单据已取消',
    causeCode: 271302333,
  },
  syncUncertain: invalidRequest('收款结果不明，请稍后重试', 271316754),
  syncDone: { outcome: 'refused', status: 400, code: 'ORDER_DONE', message: '订单已完成', causeCode: 271316657 },

  wrongTicket: paramError('校验完结凭证错误'),
  wrongTotal: paramError('最终总金额计算非法'),
  totalAboveRisk: paramError('总金额超过此服务的服务风险金额', 271316656),
  riskAboveCap: paramError('创建订单的订单风险金额超过此服务的服务风险金额'),
  startInThePast: paramError('服务开始时间不能早于调用接口时间，或传入固定值OnAccept'),
  endMissing: paramError('创建订单未填写服务结束时间,则结束时间必填'),
  endBeforeStart: paramError('真实结束时间小于预计开始时间', 271316637),
  endInTheFuture: paramError('实际结束时间不能晚于使用完结接口的时间'),
} as const satisfies Record<string, Refusal>

/** A repeated call has other parameters than the first. */
export function reentryMismatch({ reentryCode }: PayafterPolicy): Refusal {
  return { ...invalidRequest('订单重入参数校验失败', 271316598), code: reentryCode }
}
