import {
  ApiError,
  MessageRefusedError,
  NotFoundError,
  PaymentPendingError,
  PermissionError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
} from '../../errors/api-error.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'
import { documentedHint } from '../answer/refusal.ts'
import type { TransportResponse } from '../../transport/transport.ts'
import type { XmlFields } from '../../v2/parse-xml.ts'

interface Kind {
  readonly codes: RegExp
  readonly error: typeof ApiError
  readonly hint?: Hint
}

/** The remedy for each code that the operation's error table does not explain. Most codes have several spellings. */
const KINDS: readonly Kind[] = [
  {
    codes: /^(?:SYSTEM_?ERR(?:OR)?|SYSTEM ERROR|BANKERROR|BANK_ERROR|SEND_FAILED|BIZERR_NEED_RETRY)$/,
    error: ServerError,
    hint: {
      zh: '结果不确定：请先查询，或用完全相同的参数重试',
      en: 'Nothing is decided: query, or repeat with identical parameters.',
    },
  },
  {
    codes: /^USER_?PAYING$/,
    error: PaymentPendingError,
    hint: {
      zh: '用户正在输入密码：每 10 秒查询一次订单，45 秒后仍未支付则撤销；payByCode 会替你做完',
      en: 'The user is asked for the password: query every ten seconds, reverse the order after 45. payByCode does both.',
    },
  },
  {
    codes: /^PROCESSING$/,
    error: PaymentPendingError,
    hint: {
      zh: '已受理、尚未完成：请稍后用原单号查询，不要换单号重发',
      en: 'It was taken on and is under way: query by the same number later, and never send it under another.',
    },
  },
  {
    codes: /^SIGN_?ERROR$/,
    error: SignatureRefusedError,
    hint: {
      zh: '请核对 apiV2Key（不是 APIv3 密钥）、商户号与 sign_type',
      en: 'Check apiV2Key (it is not the APIv3 key), the merchant number and sign_type.',
    },
  },
  { codes: /^(?:FREQ|RATE_?LIMIT)/, error: RateLimitError, hint: { zh: '请降低频率', en: 'Call less often.' } },
  {
    codes: /^NO_?AUTH$/,
    error: PermissionError,
    hint: { zh: '请在商户平台开通该产品权限', en: 'Enable the product on the merchant platform.' },
  },
  {
    codes: /^(?:CERT_?ERROR|CA_?ERROR)$/,
    error: PermissionError,
    hint: {
      zh: '请核对 merchant.clientCertificate 是否为该商户号当前的 API 证书',
      en: 'Is merchant.clientCertificate the current API certificate of this merchant number?',
    },
  },
  {
    codes: /^(?:ORDER|REFUND)_?NOT_?EXIST$|^NOT_?FOUND$|^RESOURCE_NOT_EXISTS?$/,
    error: NotFoundError,
    hint: {
      zh: '请核对单号与商户号；刚创建的稍后再查',
      en: 'Check the number and the merchant; just made, ask again.',
    },
  },
]

/** Codes for refusals that have a `return_code` FAIL and a message, but no code. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/签名|sign(?:ature)?\s*(?:error|fail|invalid)|invalid sign/i, 'SIGNERROR'],
  [/证书|\bcert(?:ificate)?\b/i, 'CERT_ERROR'],
  // The server may have processed such a request beyond its form.
  [/系统(?:繁忙|错误|异常|超时)|system\s*(?:busy|error)|time\s*-?out/i, 'SYSTEMERROR'],
  [/频率|频繁|frequen/i, 'FREQUENCY_LIMITED'],
]

/** Creates the error for `return_code` or `result_code` FAIL. */
export async function refusalV2(
  operation: string,
  { status, headers }: TransportResponse,
  fields: XmlFields,
): Promise<ApiError> {
  const text = (...names: readonly string[]): string =>
    (names.map((name) => fields[name]).find((value) => typeof value === 'string' && value !== '') ?? '') as string
  const code = text('err_code', 'error_code')
  const message = text('err_code_des', 'error_code_des', 'err_msg', 'result_msg', 'return_msg')
  const isForm = fields['return_code'] !== 'SUCCESS'
  const meant = code || (isForm ? codeOf(message) : '')
  const known = KINDS.find(({ codes }) => codes.test(meant))
  const hint = (await documentedHint(operation, meant, message)) ?? known?.hint
  const Refusal = known?.error ?? (isForm ? MessageRefusedError : ApiError)
  return new Refusal({
    operation,
    status,
    apiCode: code || (isForm ? 'RETURN_CODE_FAIL' : 'RESULT_CODE_FAIL'),
    apiMessage: message,
    requestId: headers['request-id'],
    retryAfterMs: undefined,
    ...(hint ? { hint } : {}),
  })
}

function codeOf(message: string): string {
  return MEANINGS.find(([text]) => text.test(message))?.[1] ?? message
}
