import type { Address } from '../operation/address.ts'
import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf } from '../client/machinery.ts'
import { RequestError } from '../errors/request-error.ts'
import type { RefundDomesticRefundsRequest, RefundDomesticRefundsResponse } from '../generated/chain.ts'
import { isFen } from '../formats/fen.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'
import { isNotifyUrl } from '../views/notify-url.ts'
import type { FilledIn, Optional } from '../client/view.ts'

/** Amounts in whole fen. */
export interface RefundAmount {
  /** The amount to refund: at least 1; all refunds together at most `total`. */
  readonly refund: number
  /** The total amount of the order. */
  readonly total: number
  /** Default: `CNY`, the only currency. */
  readonly currency?: 'CNY'
  /** The accounts that pay, if not the default one. */
  readonly from?: NonNullable<RefundDomesticRefundsRequest['amount']>['from']
}

interface RefundFields extends Omit<
  RefundDomesticRefundsRequest,
  'transaction_id' | 'out_trade_no' | 'out_refund_no' | 'notify_url' | 'amount'
> {
  /**
   * Your number of this refund, 1 to 64 of `0-9 A-Z a-z _ - | * @`. A repeat with the same number and fields is the
   * same refund; another partial refund of the order needs a new number.
   */
  readonly out_refund_no: string
  /**
   * The address for the final notification. Without it, WeChat Pay may use the format of APIv2, which an APIv3 receiver
   * cannot read.
   */
  readonly notify_url: string
  readonly amount: RefundAmount
}

/** The fields of a refund, with exactly one number of the order. */
export type RefundRequest = RefundFields &
  (
    | {
        /** WeChat Pay's number of the payment. Prefer it to your own: orders of PayScore have no other. */
        readonly transaction_id: string
        readonly out_trade_no?: never
      }
    | { readonly out_trade_no: string; readonly transaction_id?: never }
  )

const ADDRESS: Address = { path: 'v3/refund/domestic/refunds' }

/**
 * Checks and requests a refund (申请退款). An answer means that WeChat Pay accepted it; see `refundOutcome`.
 *
 * Refunds are possible within a year of the payment, in at most 50 parts that are a minute apart. `NOT_ENOUGH`: top up
 * the account, then repeat the request unchanged. A client created by `wxpay.partner()` fills in `sub_mchid`, one
 * created by `wxpay.with()` its `notify_url`.
 *
 * @param given the documented fields of the refund
 * @param options options of the call, such as `signal`
 * @throws {RequestError} names the field; nothing was sent
 * @throws {OutcomeUnknownError} no answer arrived: WeChat Pay may have accepted the refund
 * @throws {ApiError} WeChat Pay refused, for example with `NOT_ENOUGH`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791862
 * @example
 * const { data } = await refund(wxpay, {
 *   transaction_id: '4200001234202603010000000001',
 *   out_refund_no: 'R20260301000001',
 *   notify_url: 'https://shop.example.com/wechatpay/refunds',
 *   amount: { refund: 500, total: 1050 },
 * })
 */
export async function refund<Client extends AnyWechatPay>(
  wxpay: Client,
  given: Optional<RefundRequest, FilledIn<Client> & 'notify_url'>,
  options: CallOptions = {},
): Promise<Result<RefundDomesticRefundsResponse>> {
  const client = machineryOf(wxpay, 'refund')
  const request = ownOptions(given as RefundRequest, { amount: {} })
  check(request, client.filled?.['notify_url'])
  const json = { ...request, amount: { ...request.amount, currency: 'CNY' } }
  // The chain has the types of a client's calls; this call bypasses the chain, so its type is stated here.
  return (await client.call('POST', ADDRESS, { ...options, json })) as Result<RefundDomesticRefundsResponse>
}

function check(request: RefundRequest, filled: string | undefined): void {
  if (typeof request !== 'object' || request === null) throw refused('request', 'an object', request)
  const { transaction_id, out_trade_no, out_refund_no, notify_url, amount } = request
  if ((transaction_id === undefined) === (out_trade_no === undefined)) {
    const given = transaction_id === undefined ? 'neither' : 'both'
    throw new RequestError('transaction_id', `refund: expected transaction_id or out_trade_no, received ${given}`, {
      hint: {
        zh: '二选一，建议传 transaction_id（支付分订单只能用它）',
        en: 'Name the order once, best by transaction_id; PayScore orders have no other.',
      },
    })
  }
  if (transaction_id !== undefined && !isNumber(transaction_id, /^[0-9A-Za-z]{1,32}$/))
    throw refused('transaction_id', '1 to 32 digits or letters', transaction_id)
  if (out_trade_no !== undefined && !isNumber(out_trade_no, /^[\w\-|*]{1,32}$/))
    throw refused('out_trade_no', '1 to 32 characters of 0-9 A-Z a-z _ - | *', out_trade_no)
  if (!isNumber(out_refund_no, /^[\w\-|*@]{1,64}$/))
    throw refused('out_refund_no', '1 to 64 characters of 0-9 A-Z a-z _ - | * @', out_refund_no)
  checkNotifyUrl(notify_url ?? filled)
  checkAmount(amount)
}

/** Without `notify_url` the merchant platform's setting applies, whose notifications use the format of APIv2. */
function checkNotifyUrl(text: unknown): void {
  if (isNotifyUrl(text)) return
  throw new RequestError(
    'notify_url',
    `refund: notify_url: expected an http(s) address of at most 256 characters without a query, received ${describeValue(text)}`,
    {
      hint: {
        zh: '必须传入：否则退款通知可能以 APIv2 的 XML 格式发往商户平台配置的地址；地址不能携带参数',
        en: 'Give one: else the notification may come as XML of APIv2. It takes no query.',
      },
    },
  )
}

function checkAmount(amount: unknown): void {
  if (typeof amount !== 'object' || amount === null) throw refused('amount', '{ refund, total } in fen', amount)
  const { refund: back, total, currency } = amount as Readonly<Record<string, unknown>>
  if (!isFen(total) || total < 1) throw refused('amount.total', 'whole fen, at least 1', total)
  if (!isFen(back) || back < 1) throw refused('amount.refund', 'whole fen, at least 1', back)
  if (back > total) throw refused('amount.refund', `at most ${describeValue(total)}, the order's total`, back)
  if (currency !== undefined && currency !== 'CNY') throw refused('amount.currency', '"CNY"', currency)
}

function isNumber(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value)
}

function refused(field: string, expected: string, received: unknown): RequestError {
  return new RequestError(field, `refund: ${field}: expected ${expected}, received ${describeValue(received)}`, {
    hint: field.startsWith('amount')
      ? {
          zh: '金额单位为分，须为整数，退款金额不能超过订单金额',
          en: 'Amounts are whole fen (yuanToFen converts), and a refund is at most the total of its order.',
        }
      : { zh: `请检查 ${field}`, en: `Check ${field}.` },
  })
}
