import { beijingDigits, beijingTime } from '../../kernel/clock/beijing-time.ts'
import type { Unfreezing } from '../../kernel/ledger/held-money.ts'

/** A request that unfroze the money of an order, with the numbers of the order. */
export interface UnfreezingOf {
  readonly unfreezing: Unfreezing
  readonly transaction_id: string
  /** The merchant who got the money. */
  readonly payee: string
  readonly sub_mchid?: string | undefined
}

/** The numbers of the order and of the request: all of APIv2's answer to the request. */
export function presentNumbersV2({ unfreezing, transaction_id }: UnfreezingOf) {
  const { out_order_no, order_id } = unfreezing
  return { transaction_id, out_order_no, order_id }
}

/** The same in APIv3, where partners are told the merchant. */
export function presentNumbers(of: UnfreezingOf) {
  const { sub_mchid } = of
  return { ...(sub_mchid !== undefined && { sub_mchid }), ...presentNumbersV2(of) }
}

/** The unfreezing as merchants and partners see it: the merchant itself receives all that was left. */
export function presentUnfreezing(of: UnfreezingOf) {
  const { at } = of.unfreezing
  const times = { create_time: beijingTime(at), finish_time: beijingTime(at) }
  return {
    ...presentNumbers(of),
    state: 'FINISHED',
    receivers: [{ ...rowOf(of), account: of.payee, ...times }],
  }
}

/** The unfreezing as platforms (收付通) see it. */
export function presentFinishOfPlatform(of: UnfreezingOf) {
  const { amount, description, at } = of.unfreezing
  return {
    ...presentNumbers(of),
    status: 'FINISHED',
    receivers: [{ ...rowOf(of), receiver_mchid: of.payee, receiver_account: of.payee, finish_time: beijingTime(at) }],
    finish_amount: amount,
    finish_description: description,
  }
}

/** The fields of APIv2's query. The list of receivers is a text in JSON. */
export function presentUnfreezingV2(of: UnfreezingOf) {
  const { unfreezing, payee } = of
  const row = { ...rowOf(of), account: payee, receiver_mchid: payee, finish_time: beijingDigits(unfreezing.at) }
  return { ...presentNumbersV2(of), status: 'FINISHED', receivers: JSON.stringify([row]) }
}

function rowOf({ unfreezing: { amount, description, detail_id } }: UnfreezingOf) {
  return { type: 'MERCHANT_ID', amount, description, result: 'SUCCESS', detail_id }
}
