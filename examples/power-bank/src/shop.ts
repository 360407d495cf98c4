import type { PayafterOrder, WechatPay } from 'wechatpay-ts'
import {
  completion,
  createOutOrderNo,
  parsePayscoreTime,
  settlement,
  type Completion,
  type Discount,
} from 'wechatpay-ts/payscore'
import type { EventOf, WebhookEvent } from 'wechatpay-ts/webhook'
import { rentalFee, tariff } from './tariff.ts'

/** The shop's record of a rental. A real shop keeps it in its database. */
export interface Rental {
  readonly out_order_no: string
  readonly cabinet: string
  /** WeChat Pay's answer to the order; the phone opens the confirm page with it. */
  package?: string
  /** Set by WeChat Pay's notification, never by the phone. */
  takenAt?: number
  ejected: boolean
  /** The amount due in fen, set when the power bank is returned. */
  due?: number
  /** The amount paid in fen, set after payment. */
  paid?: number
}

export interface ShopOptions {
  readonly wxpay: WechatPay
  readonly appid: string
  readonly serviceId: string
  /** Tells the time: the sandbox's virtual clock, or `Date`. */
  readonly clock: { now(): number }
}

/** A shop that rents power banks on PayScore pay-after orders (先享后付): copy it and make it yours. */
export class PowerBankShop {
  readonly rentals = new Map<string, Rental>()
  readonly #options: ShopOptions

  constructor(options: ShopOptions) {
    this.#options = options
  }

  /** The user scans a cabinet: create the order. Nothing is ejected before the user has confirmed it. */
  async rent(cabinet: string): Promise<Rental> {
    const { wxpay, appid, serviceId, clock } = this.#options
    const out_order_no = createOutOrderNo({ prefix: 'PB', clock })
    const rental: Rental = { out_order_no, cabinet, ejected: false }
    // Stored before the request: even if the answer is lost, the number is known and notifications find their rental.
    this.rentals.set(out_order_no, rental)
    const { data } = await wxpay.v3.payscore.payafterOrders.post({
      json: {
        appid,
        service_id: serviceId,
        out_order_no,
        service_start_time: 'OnAccept',
        service_start_location: cabinet,
        service_introduction: '共享充电宝租借',
        fees: [{ fee_name: tariff.feeName, fee_desc: tariff.description }],
        risk_amount: tariff.buyOut,
      },
    })
    if (data.package !== undefined) rental.package = data.package
    return rental
  }

  /** The user has returned the power bank: queries the order at WeChat Pay and computes its price. */
  async bill(
    rental: Rental,
    cabinet: string,
    endedAt: number,
    discounts: readonly Discount[] = [],
  ): Promise<Completion> {
    const order = await this.query(rental)
    if (rental.takenAt === undefined) throw new Error(`${rental.out_order_no} was never confirmed`)
    const json = completion({
      order,
      endLocation: cabinet,
      endTime: endedAt,
      fees: [
        {
          fee_name: tariff.feeName,
          fee_amount: rentalFee(rental.takenAt, endedAt),
          fee_desc: tariff.description,
        },
      ],
      discounts,
    })
    rental.due = json.total_amount
    return json
  }

  async query({ out_order_no }: Rental): Promise<PayafterOrder> {
    const { wxpay, appid, serviceId } = this.#options
    const { data } = await wxpay.v3.payscore.payafterOrders.get({
      query: { appid, service_id: serviceId, out_order_no },
    })
    return data
  }

  /** The amount that the webhook must find in a payment. A genuine notification may still have a wrong amount. */
  readonly expectedAmount = (event: WebhookEvent): number | undefined =>
    event.known && event.eventType === 'PAYSCORE.USER_PAID'
      ? this.#rentalOf(event.resource.out_order_no).due
      : undefined

  /**
   * Handlers of the notifications that concern the shop. The webhook filters duplicates, but a process that dies at the
   * wrong moment handles one again, so each handler may run twice without harm.
   */
  readonly notifications = {
    'PAYSCORE.USER_ACCEPTED': ({ resource }: EventOf<'PAYSCORE.USER_ACCEPTED'>): void => {
      const rental = this.#rentalOf(resource.out_order_no)
      // Uses the start time, not the delivery time: a notification may be a day late.
      rental.takenAt = parsePayscoreTime(resource.service_start_time ?? '')
      rental.ejected = true
    },
    'PAYSCORE.USER_PAID': ({ resource }: EventOf<'PAYSCORE.USER_PAID'>): void => {
      this.#rentalOf(resource.out_order_no).paid = settlement(resource).paid
    },
  }

  #rentalOf(out_order_no = ''): Rental {
    const rental = this.rentals.get(out_order_no)
    if (!rental) throw new Error(`a notification about an order that is not ours: ${out_order_no}`)
    return rental
  }
}
