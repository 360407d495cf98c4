import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { checkCompletion } from './check-completion.ts'
import { checkEndLocation, realServiceEndLocation } from './end-location.ts'
import { linesOf, totalAmount } from './total-amount.ts'
import type { CompletableOrder, Completion, Discount, Fee } from './order.ts'
import type { Now } from '../shared/clock.ts'
import { payscoreTime, precisionOf } from '../formats/digit-time.ts'
import { serviceEndTime } from './service-end-time.ts'

/** The service was used and is charged, perhaps with 0. */
export interface UsedService {
  /** The answer of a fresh query. */
  readonly order: CompletableOrder
  /** The place where the service actually ended; the order decides whether it is sent. */
  readonly endLocation: string
  /**
   * When the service actually ended: a moment, or a text in PayScore's notation. Default: two seconds ago by `clock`.
   */
  readonly endTime?: Date | number | string
  /** When the service actually began, if not as ordered. */
  readonly startTime?: Date | number | string
  /** All fees, including those named at creation: this list replaces the order's. Empty when nothing is charged. */
  readonly fees: readonly Fee[]
  readonly discounts?: readonly Discount[]
  /** Freezes the money for profit sharing (分账) after payment. */
  readonly profitSharing?: boolean
  /** Default: `Date`. */
  readonly clock?: Now
  readonly cancelReason?: never
}

/** The service was not used: the order is closed without charge. */
export interface UnusedService {
  /** The answer of a fresh query. */
  readonly order: CompletableOrder
  /** At most 30 characters. */
  readonly cancelReason: string
  readonly endLocation?: never
  readonly fees?: never
  readonly discounts?: never
}

/**
 * Creates the body of a completion from the order and the use of the service. It computes the total, decides on the end
 * location, passes on the ticket, writes times in the order's precision, and checks the body against the order.
 *
 * @throws {CompletionRuleError} WeChat Pay would refuse the body; names every broken rule
 * @throws {PayscoreValueError} an amount or time is invalid
 * @example
 * const { data: order } = await wxpay.v3.payscore.payafterOrders.get({ query: { service_id, appid, out_order_no } })
 * const json = completion({ order, endLocation: '科兴科学园B座大堂', fees: [{ fee_name: '租借费用', fee_amount: 1250 }] })
 * await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 * @example
 * completion({ order, cancelReason: '设备未弹出' })
 */
export function completion(given: UsedService | UnusedService): Completion {
  const service = ownOptions(requireObject('completion', 'service', given))
  const order = requireObject('completion', 'order', service.order)
  const common = { appid: order.appid, service_id: order.service_id }
  const finish_ticket = order.finish_ticket ?? ''
  const body: Completion =
    service.cancelReason !== undefined
      ? { ...common, finish_type: 1, cancel_reason: service.cancelReason, total_amount: 0, finish_ticket }
      : { ...common, finish_type: 2, ...usage(service), finish_ticket }
  checkCompletion(body, order)
  return body
}

function usage(service: UsedService): Omit<Completion, 'appid' | 'service_id' | 'finish_type' | 'finish_ticket'> {
  const { order, endLocation, endTime, startTime, fees, discounts, profitSharing, clock } = service
  const { service_start_time: start, service_start_location, service_end_location } = order
  const write = (time: Date | number | string) =>
    typeof time === 'string' ? time : payscoreTime(time, precisionOf(start))
  checkEndLocation('endLocation', endLocation)
  const place = realServiceEndLocation({
    start: service_start_location,
    expectedEnd: service_end_location,
    actualEnd: endLocation,
    finishType: 2,
  })
  return {
    ...(startTime === undefined ? {} : { real_service_start_time: write(startTime) }),
    real_service_end_time: endTime === undefined ? serviceEndTime(start, clock) : write(endTime),
    ...(place === undefined ? {} : { real_service_end_location: place }),
    fees: [...linesOf('fees', fees)],
    ...(discounts ? { discounts: [...linesOf('discounts', discounts)] } : {}),
    total_amount: totalAmount({ fees, discounts: discounts ?? [] }),
    ...(profitSharing === undefined ? {} : { profit_sharing: profitSharing }),
  }
}
