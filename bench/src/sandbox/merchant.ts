import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WechatPay } from 'wechatpay-ts'
import { completion, payscoreTime } from 'wechatpay-ts/payscore'
import { answerQuestions } from '../harness/child.ts'
import type { Hosted } from './host.ts'

export type MerchantQuestion =
  | { readonly ask: 'listen' }
  | { readonly ask: 'start'; readonly hosted: readonly Hosted[] }
  | { readonly ask: 'run'; readonly kind: OrderKind; readonly orders: number; readonly inFlight: number }
  | { readonly ask: 'rent'; readonly orders: number }
  | { readonly ask: 'sell'; readonly payments: number }
  | { readonly ask: 'refunded'; readonly number: string }
  | { readonly ask: 'price'; readonly times: number }
  | { readonly ask: 'notified' }

/** A pay-after order from creation to deduction, or an order of JSAPI from prepay to the query of what was paid. */
export type OrderKind = 'payafter' | 'jsapi'

export interface Run {
  readonly seconds: number
  /** Processor time of the merchant's process in ms: the SDK, the users, the webhook. */
  readonly processorMs: number
}

/** The process of the merchant and of its users: orders by the SDK, people by the control API. */
let shops: readonly Shop[]
let notified = 0
/** Orders that wait for a notification, by the number in the path that it is sent to. */
const awaited = new Map<string, () => void>()

answerQuestions<MerchantQuestion>(async (question) => {
  switch (question.ask) {
    case 'listen':
      return listen()
    case 'start':
      return open(question.hosted)
    case 'run':
      return run(question.kind, question.orders, question.inFlight)
    case 'rent':
      return rent(question.orders)
    case 'sell':
      return sell(question.payments)
    case 'refunded':
      return shops[0]!.refunded(question.number)
    case 'price':
      return price(question.times)
    case 'notified':
      return notified
  }
})

async function open(hosted: readonly Hosted[]): Promise<void> {
  shops = hosted.map((one) => new Shop(one))
}

let shopCount = 100

/** A merchant that calls one of the sandbox's processes. */
class Shop {
  readonly #wxpay: WechatPay
  readonly #hosted: Hosted
  readonly #id = shopCount++
  #number = 0

  constructor(hosted: Hosted) {
    this.#hosted = hosted
    this.#wxpay = new WechatPay(hosted.clientOptions)
  }

  /** A user can have only a limited number of open orders, so each order begins when the previous one is paid. */
  async payafter(openid: string): Promise<void> {
    const { appid, serviceId: service_id } = this.#hosted
    const orders = this.#wxpay.v3.payscore.payafterOrders
    // In days, because a service of seconds cannot end in the second in which it began.
    const out_order_no = await this.create(payscoreTime(Date.now(), 'day'))
    await this.confirm(out_order_no, openid)
    const { data: order } = await orders.get({ query: { appid, service_id, out_order_no } })
    const json = completion({
      order,
      endLocation: '静安寺地铁站',
      fees: [{ fee_name: '租金', fee_amount: 600, fee_desc: '每小时三元' }],
    })
    await orders._out_order_no_.complete.post({ out_order_no, json })
    await this.#person(`orders/${out_order_no}/pay`, {})
  }

  /** Runs an order: prepay, payment, its notification, and the query with which a careful merchant confirms it. */
  async jsapi(openid: string): Promise<void> {
    const out_trade_no = await this.prepay(openid, this.#next())
    const notice = new Promise<void>((resolve) => awaited.set(out_trade_no, resolve))
    await this.pay(out_trade_no, openid)
    await notice
    await this.query(out_trade_no)
  }

  async prepay(openid: string, out_trade_no = this.#next()): Promise<string> {
    const { appid, notifyUrl } = this.#hosted
    const { mchid } = this.#hosted.clientOptions
    const amount = { total: 1_500, currency: 'CNY' } as const
    const notify_url = `${notifyUrl}/${out_trade_no}`
    await this.#wxpay.v3.pay.transactions.jsapi.post({
      json: { appid, mchid, description: '图书', out_trade_no, notify_url, amount, payer: { openid } },
    })
    return out_trade_no
  }

  async query(out_trade_no: string): Promise<void> {
    const { mchid } = this.#hosted.clientOptions
    const { outTradeNo } = this.#wxpay.v3.pay.transactions
    const { data } = await outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })
    if (data.trade_state !== 'SUCCESS') throw new Error(`${out_trade_no} is ${data.trade_state} after its payment`)
  }

  async refund(out_trade_no: string): Promise<void> {
    const amount = { refund: 600, total: 1_500, currency: 'CNY' } as const
    const out_refund_no = `REFUND-${out_trade_no}`
    await this.#wxpay.v3.refund.domestic.refunds.post({ json: { out_trade_no, out_refund_no, amount } })
  }

  /** Creates an order with this number, pays it and refunds a part of it. */
  async refunded(out_trade_no: string): Promise<void> {
    await this.pay(await this.prepay('oBenchUser', out_trade_no), 'oBenchUser')
    await this.refund(out_trade_no)
  }

  /** Reads a list of the control API. */
  async look(path: string): Promise<void> {
    const response = await fetch(`${this.#hosted.url}/_sandbox/api/${path}`)
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}: ${text}`)
  }

  async create(service_start_time = 'OnAccept'): Promise<string> {
    const { appid, serviceId: service_id } = this.#hosted
    const out_order_no = this.#next()
    await this.#wxpay.v3.payscore.payafterOrders.post({
      json: {
        appid,
        service_id,
        out_order_no,
        service_start_time,
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
    const out_trade_no = this.#next()
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

  #next(): string {
    return `BENCH${Date.now()}${this.#id}${this.#number++}`
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

async function run(kind: OrderKind, orders: number, inFlight: number): Promise<Run> {
  const before = process.cpuUsage()
  const started = performance.now()
  let left = orders
  const customer = async (index: number): Promise<void> => {
    const shop = shops[index % shops.length]!
    while (left-- > 0) await shop[kind](`oBenchUser${index}`)
  }
  await Promise.all(Array.from({ length: inFlight }, (_, index) => customer(index)))
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  return { seconds, processorMs: (user + system) / 1000 }
}

/** Durations of actions on payments in milliseconds, one after the other. */
export type Prices = Readonly<
  Record<'create' | 'pay' | 'query' | 'refund' | 'list payments' | 'list refunds' | 'check the book', readonly number[]>
>

async function price(times: number): Promise<Prices> {
  const shop = shops[0]!
  const prices: Record<keyof Prices, number[]> = {
    create: [],
    pay: [],
    query: [],
    refund: [],
    'list payments': [],
    'list refunds': [],
    'check the book': [],
  }
  const timed = async <T>(name: keyof Prices, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    prices[name].push(performance.now() - started)
    return result
  }
  for (let count = 0; count < times; count++) {
    const number = await timed('create', () => shop.prepay('oBenchUser'))
    await timed('pay', () => shop.pay(number, 'oBenchUser'))
    await timed('query', () => shop.query(number))
    await timed('refund', () => shop.refund(number))
    await timed('list payments', () => shop.look('payments?limit=50'))
    await timed('list refunds', () => shop.look('refunds?limit=50'))
  }
  for (let count = 0; count < 3; count++) await timed('check the book', () => shop.look('ledger/check'))
  return prices
}

/** Each round of the page's clicks confirms one order, and chooses among four that wait. */
const LEAST_WAITING = 40

/** Creates orders that stay: half of them confirmed, each by a user of its own; the newest wait for their users. */
async function rent(orders: number): Promise<void> {
  const waiting = Math.max(orders / 10, LEAST_WAITING)
  let left = orders
  const customer = async (): Promise<void> => {
    while (left-- > 0) {
      const user = left
      const outOrderNo = await shops[0]!.create()
      if (user % 2 === 1 && user > waiting) await shops[0]!.confirm(outOrderNo, `oBenchUser${user}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, customer))
}

/** Creates payments that stay: half of them paid, each by a user of its own; the newest wait for their users. */
async function sell(payments: number): Promise<void> {
  const waiting = Math.max(payments / 10, LEAST_WAITING)
  let left = payments
  const customer = async (): Promise<void> => {
    while (left-- > 0) {
      const user = left
      const outTradeNo = await shops[0]!.native()
      if (user % 2 === 1 && user > waiting) await shops[0]!.pay(outTradeNo, `oBenchUser${user}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, customer))
}

/** Starts the webhook. It accepts and counts all notifications, and wakes the order that waits for one. */
async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      notified++
      const number = request.url?.split('/').at(-1) ?? ''
      awaited.get(number)?.()
      awaited.delete(number)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`
}
