import type { WechatPay } from 'wechatpay-ts'
import { beijingTime, jsapiOrder, nativeOrder, paymentOutcome, refund } from 'wechatpay-ts/payments'
import { createOutOrderNo } from 'wechatpay-ts/payscore'
import type { EventOf, WebhookEvent } from 'wechatpay-ts/webhook'

/** Something that was ordered. A real shop keeps it in its database. Amounts are fen. */
export interface Sale {
  readonly out_trade_no: string
  readonly title: string
  readonly total: number
  /** WeChat Pay's number, once it is paid. */
  transaction_id?: string
  /** RFC 3339, as WeChat Pay tells it. */
  paidAt?: string
  cancelled: boolean
  readonly returns: Map<string, Return>
}

/** A part of a sale that goes back. */
export interface Return {
  readonly out_refund_no: string
  /** Fen. */
  readonly amount: number
  refundedAt?: string
}

export interface BookshopOptions {
  readonly wxpay: WechatPay
  readonly appid: string
  readonly notifyUrl: string
  /** What time it is in the shop: the sandbox's virtual clock, or `Date`. */
  readonly clock: { now(): number }
}

/** How long an order can be paid. */
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

  /** Inside WeChat: the page hands `launch` to `WeixinJSBridge`, and the user sees the cashier. */
  async sellOnline(title: string, total: number, openid: string) {
    const { sale, order } = this.#open(title, total)
    const { launch } = await jsapiOrder(this.#till, { ...order, payer: { openid } })
    return { sale, launch }
  }

  /** At the counter: the user scans `qrCode`. */
  async sellAtCounter(title: string, total: number) {
    const { sale, order } = this.#open(title, total)
    const { launch: qrCode } = await nativeOrder(this.#till, order)
    return { sale, qrCode }
  }

  /** Nobody has paid it, and nobody shall any more. */
  async cancel(sale: Sale): Promise<void> {
    const { out_trade_no } = sale
    await this.#till.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({ out_trade_no, json: {} })
    sale.cancelled = true
  }

  /** Asks what has become of a sale, for one whose notification does not come. */
  async check(sale: Sale) {
    const { out_trade_no } = sale
    const { data } = await this.#till.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no })
    return { state: data.trade_state, outcome: paymentOutcome(data) }
  }

  /** @param amount fen: all of the sale, or a part of it */
  async takeBack(sale: Sale, amount: number, reason: string): Promise<Return> {
    if (sale.transaction_id === undefined) throw new Error(`${sale.out_trade_no} has not been paid`)
    const out_refund_no = createOutOrderNo({ prefix: 'BR', clock: this.#clock })
    const back: Return = { out_refund_no, amount }
    // Before the request: whatever becomes of the answer, the number is known, and a repeat refunds nothing twice.
    sale.returns.set(out_refund_no, back)
    const { transaction_id, total } = sale
    await refund(this.#till, { transaction_id, out_refund_no, reason, amount: { refund: amount, total } })
    return back
  }

  /** What a payment has to come to, for the webhook to compare: genuine is not yet right. */
  readonly expectedAmount = (event: WebhookEvent): number | undefined =>
    event.known && event.eventType === 'TRANSACTION.SUCCESS' && 'out_trade_no' in event.resource
      ? this.#saleOf(event.resource.out_trade_no).total
      : undefined

  /** What the shop does when it hears of money. Done twice, it changes nothing. */
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
    // Before the request: notifications find their sale, and a repeat after a lost answer is the same order.
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

/** The client, filling in what every call of this shop repeats. */
type Till = ReturnType<typeof tillOf>

function tillOf(wxpay: WechatPay, appid: string, notify_url: string) {
  return wxpay.with({ appid, notify_url })
}
