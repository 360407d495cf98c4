import { type Refusal, invalidRequest } from '../../kernel/machine/refusal.ts'

const OUT_OF_RULES = 268435464

/** Production's refusals of unfreezing and of queries for amounts, verbatim. */
export const refusals = {
  notShared: invalidRequest('非分账订单不支持分账', OUT_OF_RULES),
  tooSoon: invalidRequest('订单处理中，请稍后重试', OUT_OF_RULES),
  nothingShared: {
    outcome: 'refused',
    status: 404,
    code: 'RESOURCE_NOT_EXISTS',
    message: '记录不存在',
    causeCode: OUT_OF_RULES,
  },
  nothingLeft: {
    outcome: 'refused',
    status: 403,
    code: 'NOT_ENOUGH',
    message: '分账金额为0',
    causeCode: OUT_OF_RULES,
  },
} as const satisfies Record<string, Refusal>
