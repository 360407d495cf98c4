import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WechatPay } from 'wechatpay-ts'
import { completion } from 'wechatpay-ts/payscore'
import { answerQuestions } from '../harness/child.ts'
import type { Hosted } from './host.ts'

export type MerchantQuestion =
  | { readonly ask: 'listen' }
  | { readonly ask: 'start'; readonly hosted: Hosted }
  | { readonly ask: 'run'; readonly orders: number; readonly inFlight: number }
  | { readonly ask: 'rent'; readonly orders: number }
  | { readonly ask: 'sell'; readonly payments: number }
  | { readonly ask: 'notified' }

export interface Run {
  readonly seconds: number
  readonly orders: number
  /** Calls of the API and of the control API for one order. */
  readonly callsPerOrder: number
}

/** The process of the merchant and of its users: orders by the SDK, people by the control API. */
let shop: Shop
let notified = 0

answerQuestions<MerchantQuestion>(async (question) => {
  switch (question.ask) {
    case 'listen':
      return listen()
    case 'start':
      return open(question.hosted)
    case 'run':
      return run(question.orders, question.inFlight)
    case 'rent':
      return rent(question.orders)
    case 'sell':
      return sell(question.payments)
    case 'notified':
      return notified
  }
})

async function open(hosted: Hosted): Promise<void> {
  shop = new Shop(hosted)
}

class Shop {
  readonly #wxpay: WechatPay
  readonly #hosted: Hosted
  #number = 0
  calls = 0

  constructor(hosted: Hosted) {
    this.#hosted = hosted
    this.#wxpay = new WechatPay(hosted.clientOptions)
  }

  /** From creation to payment, of one of the users: who has too many orders open is refused another. */
  async order(openid: string): Promise<void> {
    const { appid, serviceId: service_id } = this.#hosted
    const orders = this.#wxpay.v3.payscore.payafterOrders
    const out_order_no = await this.create()
    await this.confirm(out_order_no, openid)
    const { data: order } = await orders.get({ query: { appid, service_id, out_order_no } })
    const json = completion({
      order,
      endLocation: '静安寺地铁站',
      fees: [{ fee_name: '租金', fee_amount: 600, fee_desc: '每小时三元' }],
    })
    await orders._out_order_no_.complete.post({ out_order_no, json })
    await this.#person(`orders/${out_order_no}/pay`, {})
    this.calls += 5
  }

  async create(): Promise<string> {
    const { appid, serviceId: service_id } = this.#hosted
    const out_order_no = `BENCH${Date.now()}${this.#number++}`
    await this.#wxpay.v3.payscore.payafterOrders.post({
      json: {
        appid,
        service_id,
        out_order_no,
        service_start_time: 'OnAccept',
        service_start_location: '人民广场地铁站',
        service_introduction: '共享充电宝租借',
        fees: [{ fee_name: '租金', fee_desc: '每小时三元' }],
        risk_amount: 9900,
      },
    })
    return out_order_no
  }

  async native(): Promise<string> {
    const { appid, notifyUrl: notify_url } = this.#hosted
    const { mchid } = this.#hosted.clientOptions
    const out_trade_no = `BENCH${Date.now()}${this.#number++}`
    const amount = { total: 1_500, currency: 'CNY' } as const
    await this.#wxpay.v3.pay.transactions.native.post({
      json: { appid, mchid, description: '图书', out_trade_no, notify_url, amount },
    })
    return out_trade_no
  }

  confirm(outOrderNo: string, openid: string): Promise<void> {
    return this.#person(`orders/${outOrderNo}/confirm`, { openid })
  }

  pay(outTradeNo: string, openid: string): Promise<void> {
    return this.#person(`payments/${outTradeNo}/pay`, { openid })
  }

  async #person(action: string, input: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const url = `${this.#hosted.url}/_sandbox/api/${action}`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
    const text = await response.text()
    // On a slow machine the deduction, a second after completion, may be faster than the user.
    const isPaidAlready = response.status === 409 && text.includes('USER_PAID')
    if (!response.ok && !isPaidAlready) throw new Error(`${action}: HTTP ${response.status}: ${text}`)
  }
}

async function run(orders: number, inFlight: number): Promise<Run> {
  const before = shop.calls
  const started = performance.now()
  let left = orders
  const customer = async (openid: string): Promise<void> => {
    while (left-- > 0) await shop.order(openid)
  }
  await Promise.all(Array.from({ length: inFlight }, (_, index) => customer(`oBenchUser${index}`)))
  const seconds = (performance.now() - started) / 1000
  return { seconds, orders, callsPerOrder: (shop.calls - before) / orders }
}

/** Of the page's clicks each round confirms one order, and chooses among four that wait. */
const LEAST_WAITING = 40

/** Orders that stay: half of them confirmed, each by a user of its own; the newest wait for theirs. */
async function rent(orders: number): Promise<void> {
  const waiting = Math.max(orders / 10, LEAST_WAITING)
  let left = orders
  const customer = async (): Promise<void> => {
    while (left-- > 0) {
      const user = left
      const outOrderNo = await shop.create()
      if (user % 2 === 1 && user > waiting) await shop.confirm(outOrderNo, `oBenchUser${user}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, customer))
}

/** Payments that stay: half of them paid, each by a user of its own; the newest wait for theirs. */
async function sell(payments: number): Promise<void> {
  const waiting = Math.max(payments / 10, LEAST_WAITING)
  let left = payments
  const customer = async (): Promise<void> => {
    while (left-- > 0) {
      const user = left
      const outTradeNo = await shop.native()
      if (user % 2 === 1 && user > waiting) await shop.pay(outTradeNo, `oBenchUser${user}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, customer))
}

/** The webhook: takes everything and counts. */
async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      notified++
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`
}
