import type { WechatPay } from 'wechatpay-ts'
import { beijingTime, jsapiOrder, nativeOrder, paymentOutcome, refund } from 'wechatpay-ts/payments'
import { createOutOrderNo } from 'wechatpay-ts/payscore'
import type { EventOf, WebhookEvent } from 'wechatpay-ts/webhook'

/** A sale. A real shop keeps it in its database. Amounts in fen. */
export interface Sale {
  readonly out_trade_no: string
  readonly title: string
  readonly total: number
  /** WeChat Pay's number, set after payment. */
  transaction_id?: string
  /** The payment time in WeChat Pay's notation, RFC 3339. */
  paidAt?: string
  cancelled: boolean
  readonly returns: Map<string, Return>
}

/** A refund of a sale or a part of it. */
export interface Return {
  readonly out_refund_no: string
  /** The refunded amount in fen. */
  readonly amount: number
  refundedAt?: string
}

export interface BookshopOptions {
  readonly wxpay: WechatPay
  readonly appid: string
  readonly notifyUrl: string
  /** Tells the time: the sandbox's virtual clock, or `Date`. */
  readonly clock: { now(): number }
}

/** The period in which an order can be paid. */
const PAYABLE_MS = 15 * 60_000

/** A bookshop with a page inside WeChat and a counter with a QR code: copy it and make it yours. */
export class Bookshop {
  readonly sales = new Map<string, Sale>()
  readonly #till: Till
  readonly #clock: BookshopOptions['clock']

  constructor({ wxpay, appid, notifyUrl, clock }: BookshopOptions) {
    this.#till = tillOf(wxpay, appid, notifyUrl)
    this.#clock = clock
  }

  /** Sells inside WeChat: the page passes `launch` to `WeixinJSBridge`, and the user sees the cashier. */
  async sellOnline(title: string, total: number, openid: string) {
    const { sale, order } = this.#open(title, total)
    const { launch } = await jsapiOrder(this.#till, { ...order, payer: { openid } })
    return { sale, launch }
  }

  /** Sells at the counter: the user scans `qrCode`. */
  async sellAtCounter(title: string, total: number) {
    const { sale, order } = this.#open(title, total)
    const { launch: qrCode } = await nativeOrder(this.#till, order)
    return { sale, qrCode }
  }

  /** Closes an unpaid order, so that nobody can pay it any more. */
  async cancel(sale: Sale): Promise<void> {
    const { out_trade_no } = sale
    await this.#till.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({ out_trade_no, json: {} })
    sale.cancelled = true
  }

  /** Queries a sale whose notification did not arrive. */
  async check(sale: Sale) {
    const { out_trade_no } = sale
    const { data } = await this.#till.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no })
    return { state: data.trade_state, outcome: paymentOutcome(data) }
  }

  /** @param amount in fen: the whole sale or a part of it */
  async takeBack(sale: Sale, amount: number, reason: string): Promise<Return> {
    if (sale.transaction_id === undefined) throw new Error(`${sale.out_trade_no} has not been paid`)
    const out_refund_no = createOutOrderNo({ prefix: 'BR', clock: this.#clock })
    const back: Return = { out_refund_no, amount }
    // Stored before the request: even if the answer is lost, the number is known, and a repeat does not refund twice.
    sale.returns.set(out_refund_no, back)
    const { transaction_id, total } = sale
    await refund(this.#till, { transaction_id, out_refund_no, reason, amount: { refund: amount, total } })
    return back
  }

  /** The amount that the webhook must find in a payment. A genuine notification may still have a wrong amount. */
  readonly expectedAmount = (event: WebhookEvent): number | undefined =>
    event.known && event.eventType === 'TRANSACTION.SUCCESS' && 'out_trade_no' in event.resource
      ? this.#saleOf(event.resource.out_trade_no).total
      : undefined

  /** Handlers of notifications about money. Running one twice changes nothing. */
  readonly notifications = {
    'TRANSACTION.SUCCESS': ({ resource }: EventOf<'TRANSACTION.SUCCESS'>): Sale => {
      if (!('out_trade_no' in resource)) throw new Error('a notification about an order of another kind')
      const sale = this.#saleOf(resource.out_trade_no)
      const { transaction_id, success_time } = resource
      return Object.assign(sale, { transaction_id, paidAt: success_time })
    },
    'REFUND.SUCCESS': ({ resource }: EventOf<'REFUND.SUCCESS'>): Return => {
      const back = this.#saleOf(resource.out_trade_no).returns.get(resource.out_refund_no)
      if (!back) throw new Error(`a notification about a refund that is not ours: ${resource.out_refund_no}`)
      return Object.assign(back, { refundedAt: resource.success_time })
    },
  }

  #open(title: string, total: number) {
    const out_trade_no = createOutOrderNo({ prefix: 'BK', clock: this.#clock })
    const sale: Sale = { out_trade_no, title, total, cancelled: false, returns: new Map() }
    // Stored before the request: notifications find their sale, and a repeat after a lost answer is the same order.
    this.sales.set(out_trade_no, sale)
    const order = {
      description: title,
      out_trade_no,
      amount: { total },
      time_expire: beijingTime(this.#clock.now() + PAYABLE_MS),
    }
    return { sale, order }
  }

  #saleOf(out_trade_no = ''): Sale {
    const sale = this.sales.get(out_trade_no)
    if (!sale) throw new Error(`a notification about an order that is not ours: ${out_trade_no}`)
    return sale
  }
}

/** The client with the fields filled in that every call of this shop repeats. */
type Till = ReturnType<typeof tillOf>

function tillOf(wxpay: WechatPay, appid: string, notify_url: string) {
  return wxpay.with({ appid, notify_url })
}
