import { type Refusal, type RefusalV2, invalidRequest } from '../../../kernel/machine/refusal.ts'
import type { CodePolicy } from './policy.ts'

function refusal(status: number, code: string, message: string, causeCode: number, v2: RefusalV2): Refusal {
  return { outcome: 'refused', status, code, message, causeCode, v2 }
}

/**
 * Refusals of a payment by code or its reversal. The texts are those of APIv2; APIv3's codes for them are not
 * published.
 */
export const codeRefusals = {
  userPaying: refusal(400, 'USERPAYING', '需要用户输入支付密码', 0, { err_code: 'USERPAYING' }),
  notEnough: refusal(403, 'NOT_ENOUGH', '余额不足', 268435464, {}),
  cardNotSupported: refusal(400, 'INVALID_REQUEST', '不支持卡类型', 268435464, { err_code: 'NOTSUPORTCARD' }),
  bankFailed: refusal(500, 'BANK_ERROR', '银行系统异常', 268435456, {}),
  cancelled: refusal(403, 'TRADE_ERROR', '用户取消支付', 268435464, {}),
  passwordMissing: refusal(403, 'TRADE_ERROR', '用户没有输入支付密码', 268435464, {}),
  otherUser: refusal(400, 'INVALID_REQUEST', '支付帐号错误', 268435464, { err_code: 'BUYER_MISMATCH' }),
  reversed: refusal(400, 'ORDER_CLOSED', '订单已撤销，请重新下单支付', 268447914, { err_code: 'ORDERREVERSED' }),
  /** An order that was, or will be, paid by code is reversed instead of closed. */
  onlyReversible: refusal(400, 'INVALID_REQUEST', '付款码支付的订单不能关闭，请撤销', 268449641, {
    err_code: 'TRADE_STATE_ERROR',
  }),
  notByCode: invalidRequest('订单的支付场景不支持该请求', 268435464),
  stillPaying: refusal(400, 'INVALID_REQUEST', '正在支付中不能发起撤销', 268435464, {
    err_code: 'USERPAYING',
    recall: 'Y',
  }),
  reverseExpired: refusal(403, 'RULE_LIMIT', '订单无法撤销', 268435464, { err_code: 'REVERSE_EXPIRE' }),
  refundedBefore: refusal(403, 'TRADE_ERROR', '订单已有退款，不能撤销', 268435464, {}),
  /** The merchant has spent the money meanwhile. */
  notCovered: {
    ...refusal(403, 'TRADE_ERROR', '订单无法撤销', 268435464, {}),
    reason: '商户的可用余额不够把钱退给用户 · the merchant’s balance does not cover what would go back',
  },
  transactionIdMalformed: refusal(400, 'PARAM_ERROR', '无效transaction_id', 268435461, {
    err_code: 'INVALID_TRANSACTIONID',
  }),
} as const satisfies Record<string, Refusal>

/** The possible problems of a payment code. */
export type CodeProblem = 'malformed' | 'unknown' | 'expired' | 'used'

/** For each problem: its text, its code in APIv2's table, and the table's explanation. */
const problems: Readonly<
  Record<CodeProblem, { readonly text: string; readonly byKind: RefusalV2; readonly reason: string }>
> = {
  malformed: {
    text: '请扫描微信支付授权码(以10/11/12/13/14/15为前缀的18位数字)',
    byKind: { err_code: 'AUTH_CODE_ERROR', err_code_des: '授权码参数错误' },
    reason: '付款码是 10 到 15 开头的 18 位数字 · a payment code has 18 digits and begins with 10 to 15',
  },
  unknown: {
    text: '101 付款码无效，请重新扫码',
    byKind: { err_code: 'AUTH_CODE_INVALID' },
    reason: '沙箱里没有哪部手机出示过它，见 control.payments.authCode() · no phone of the sandbox has shown it',
  },
  expired: {
    text: '101 付款码已过期，请退出重试',
    byKind: { err_code: 'AUTHCODEEXPIRE', err_code_des: '二维码已过期，请用户在微信上刷新后再试' },
    reason: '付款码按虚拟时间过期 · payment codes expire by the virtual clock',
  },
  used: {
    text: '101 每个二维码仅限使用一次，请刷新再试',
    byKind: { err_code: 'AUTH_CODE_INVALID' },
    reason: '另一笔支付用过它 · another payment has used it',
  },
}

export function wrongCode(problem: CodeProblem, { authCodeErrors }: Pick<CodePolicy, 'authCodeErrors'>): Refusal {
  const { text, byKind, reason } = problems[problem]
  const v2 = authCodeErrors === 'by_kind' ? byKind : { err_code: 'AUTH_CODE_INVALID' }
  return { ...refusal(400, 'INVALID_REQUEST', text, 268435464, v2), reason }
}

/** A reversal after a refund, with the code that the policy chooses. */
export function refundedBefore({ reverseAfterRefundCode }: Pick<CodePolicy, 'reverseAfterRefundCode'>): Refusal {
  return reverseAfterRefundCode === 'TRADE_ERROR'
    ? codeRefusals.refundedBefore
    : { ...codeRefusals.refundedBefore, status: 400, code: 'INVALID_REQUEST' }
}
