import { type Refusal, invalidRequest, paramError } from '../../kernel/machine/refusal.ts'

const INVALID_PARAMETER = 268435461

function refusal(status: number, code: string, message: string): Refusal {
  return { outcome: 'refused', status, code, message, causeCode: INVALID_PARAMETER }
}

/** Production's refusals, with the exact texts where they are known. */
export const refusals = {
  noBill: refusal(400, 'NO_STATEMENT_EXIST', '请求的账单文件不存在'),
  beingMade: refusal(400, 'STATEMENT_CREATING', '账单生成中'),
  notOver: invalidRequest('账单日期应早于今天', INVALID_PARAMETER),
  tooOld: invalidRequest('请求的账单日期已过期', INVALID_PARAMETER),
  urlExpired: invalidRequest('参数错误，下载地址无效或已过期，请重新申请账单', INVALID_PARAMETER),
  otherMerchant: refusal(403, 'NO_AUTH', '权限异常'),
  notRelated: refusal(403, 'NO_AUTH', '受理关系无效'),
  /** Refusals of files about a stock of vouchers. */
  noStock: refusal(404, 'RESOURCE_NOT_EXISTS', '批次不存在'),
  notOwnStock: refusal(403, 'REQUEST_BLOCKED', '商户无权发券'),
  noFlow: refusal(404, 'RESOURCE_NOT_EXISTS', '账单文件不存在'),
} as const satisfies Record<string, Refusal>

/** A parameter has an invalid value. */
export function wrongValue(name: string): Refusal {
  return paramError(`参数错误：${name} 不是可选的值`, INVALID_PARAMETER)
}
