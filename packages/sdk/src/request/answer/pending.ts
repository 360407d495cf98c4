import { utf8Decode } from '../../crypto/utf8-decode.ts'
import { PaymentPendingError } from '../../errors/api-error.ts'
import type { TransportResponse } from '../../transport/transport.ts'

/**
 * Creates the error for a 202 that means "not finished yet". It has a code, like refusals (`{ "code": "USERPAYING", …
 * }` of combined orders), or only the state of the payment (`{ "trade_state": "USERPAYING" }` of a payment by code).
 *
 * @returns undefined for a 202 that is the operation's success, such as an accepted invoice
 */
export function pendingOf(
  operation: string,
  { status, headers, body }: TransportResponse,
): PaymentPendingError | undefined {
  if (status !== 202) return undefined
  const { code, message, trade_state } = fieldsOf(body)
  const apiCode =
    typeof code === 'string' && code !== '' ? code : trade_state === 'USERPAYING' ? trade_state : undefined
  if (apiCode === undefined) return undefined
  return new PaymentPendingError({
    operation,
    status,
    apiCode,
    apiMessage: typeof message === 'string' ? message : '',
    requestId: headers['request-id'],
    retryAfterMs: undefined,
    hint: {
      zh: '用户正在输入密码：请稍后查询订单，不要换单号重新下单；付款码支付可用 payByCode 等到最终结果',
      en: 'The user is asked for the password: query the order after a while, and never order again under another number. payByCode waits for the end of a payment by code.',
    },
  })
}

function fieldsOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(utf8Decode(body))) as Readonly<Record<string, unknown>>
  } catch {
    // The decoder reports what is wrong with the answer.
    return {}
  }
}
