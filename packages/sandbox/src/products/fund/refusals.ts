import { type Refusal, invalidRequest, paramError } from '../../kernel/machine/refusal.ts'

const INVALID_PARAMETER = 268435461

function noAuth(message: string): Refusal {
  return { outcome: 'refused', status: 403, code: 'NO_AUTH', message, causeCode: INVALID_PARAMETER }
}

/** Production's refusals, verbatim. */
export const refusals = {
  wrongAccount: paramError('参数错误', INVALID_PARAMETER),
  notOpened: invalidRequest('输入账户类型未开通', INVALID_PARAMETER),
  notThen: invalidRequest('该账户在指定时间不存在', INVALID_PARAMETER),
  notAllowed: noAuth('当前商户号没有使用该接口的权限'),
  notRelated: noAuth('受理关系无效'),
} as const satisfies Record<string, Refusal>
