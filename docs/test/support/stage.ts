import { createSandbox, type NotificationType, type OrderState, type Sandbox } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import type { Operation } from '../../../packages/codegen/src/index.ts'
import { callValues } from '../../generator/calls/call-values.ts'
import { withoutMarks } from '../../generator/calls/literal.ts'
import { spec } from './generated.ts'

/** When the rental of the spec's examples began, and what follows, in ms from there. */
const rental = Date.parse('2026-03-01T10:00:00+08:00')
const HOUR_MS = 60 * 60_000
const confirmed = 3_000
const finished = (2 * 60 + 11) * 60_000
const synchronised = (2 * 60 + 20) * 60_000

/** The world that the pages assume: the merchant, and the one order in the state that a program starts from. */
export class Stage implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly #wxpay: WechatPay

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
    this.#wxpay = new WechatPay(sandbox.clientOptions)
  }

  /** A sandbox whose merchant has the numbers that stand on the pages. */
  static async open(): Promise<Stage> {
    const { appid, service_id } = exampleBody(operation('payafterOrderCreate'))
    return new Stage(
      await createSandbox({
        clock: { now: rental, frozen: true },
        merchant: {
          appid: String(appid),
          service: { service_id: String(service_id) },
          // Holds the public key, and has certificates to download.
          mode: 'switching',
          successorPercent: 100,
        },
      }),
    )
  }

  get environment(): Readonly<Record<string, string>> {
    return { ...this.sandbox.env }
  }

  /**
   * Forgets what was, and brings the order of the pages into a state; without one there is no order.
   *
   * @param day the day of the examples, on which the clock stands still, or today: for programs that look at the real
   *   clock. The stage's runs an hour ahead of it, so that no end of a rental lies in the future, however late it is sent.
   */
  async set(state: OrderState | undefined, day: 'rental' | 'real' = 'rental'): Promise<void> {
    const start = day === 'rental' ? rental : Date.now() + HOUR_MS - finished
    const { control, clock } = this.sandbox
    await control.reset()
    await control.setEndpoint({ url: null })
    await clock.freeze()
    await clock.set(start)
    if (state === undefined) return
    const { out_order_no } = exampleBody(operation('payafterOrderCreate')) as { out_order_no: string }
    await this.#call(operation('payafterOrderCreate'))
    if (state === 'CREATED') return
    await clock.set(start + confirmed)
    await control.confirm(out_order_no)
    await clock.set(start + finished)
    if (day === 'real') await clock.resume()
    if (state === 'USER_ACCEPTED') return
    // The user has no money, so that the order stays finished until somebody pays.
    const [user] = await control.users()
    await control.setUser(user!.openid, { wallet: 'insufficient' })
    const { finish_ticket } = await this.#query()
    await this.#call(operation('payafterOrderComplete'), { finish_ticket })
    await clock.set(start + synchronised)
    if (state === 'FINISHED') return
    await control.pay(out_order_no)
  }

  /** An ordinary order of 18.00 yuan, as a user finds it; paid if asked for. */
  async order(out_trade_no: string, { paid }: { paid: boolean }): Promise<void> {
    const { appid, mchid } = this.sandbox.merchant
    const notify_url = 'https://shop.example.com/wechatpay'
    await this.#wxpay.v3.pay.transactions.native.post({
      json: {
        appid,
        mchid,
        description: '一杯咖啡',
        out_trade_no,
        notify_url,
        amount: { total: 1_800, currency: 'CNY' },
      },
    })
    if (paid) await this.sandbox.control.payments.pay(out_trade_no)
  }

  /** Lets the thing happen that an event tells of. */
  async makeKnown(event: string): Promise<void> {
    const { control } = this.sandbox
    const [order] = await control.orders()
    if (event === 'PAYSCORE.USER_ACCEPTED') await control.confirm(order!.out_order_no)
    else if (event === 'PAYSCORE.USER_PAID') await control.pay(order!.out_order_no)
    else await control.notify(event as NotificationType, { out_trade_no: 'T20260301000001', amount: { total: 1_800 } })
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#wxpay.close()
    return this.sandbox.close()
  }

  async #query(): Promise<{ finish_ticket: string }> {
    const { data } = await this.#wxpay.chain(operation('payafterOrderQuery').path).get({
      query: withoutMarks(callValues(operation('payafterOrderQuery'), spec).query) as Readonly<Record<string, unknown>>,
    })
    return data as { finish_ticket: string }
  }

  async #call(which: Operation, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { path } = callValues(which, spec)
    await this.#wxpay.chain(which.path).post({ ...path, json: { ...exampleBody(which), ...more } })
  }
}

function operation(id: string): Operation {
  const found = spec.operations.find((one) => one.id === id)
  if (!found) throw new Error(`The spec has no operation ${id}`)
  return found
}

function exampleBody(which: Operation): Readonly<Record<string, unknown>> {
  return withoutMarks(callValues(which, spec).body ?? {}) as Readonly<Record<string, unknown>>
}
