import fc from 'fast-check'
import { WechatPay } from 'wechatpay-ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type MerchantKeys,
  type Sandbox,
  type SandboxMerchant,
  createSandbox,
  generateMerchantKeys,
} from '../../src/index.ts'
import { START } from '../support/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let sandbox: Sandbox
let keys: MerchantKeys
const failures: unknown[] = []

beforeAll(async () => {
  keys = await generateMerchantKeys()
  const fail = (...told: unknown[]) => void failures.push(told)
  const logger = { ...console, warn: fail, error: fail }
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys }, logger })
})
afterAll(() => sandbox.close())

const roles = ['direct', 'partner', 'special', 'initiator', 'tea'] as const
type Role = (typeof roles)[number]

const settledLate = { settle: 'T1', unfreezeAfterDays: 5 } as const

interface PaidOrder {
  /** The merchant that refunds the order. */
  readonly by: Role
  readonly sub_mchid?: string
  readonly out_trade_no: string
  readonly total: number
}

/** Merchants of every kind, and everything that they do with each other. Refused requests change nothing. */
class Mall {
  readonly #of: Readonly<Record<Role, SandboxMerchant>>
  readonly #orders: PaidOrder[] = []
  #count = 0

  constructor(of: Readonly<Record<Role, SandboxMerchant>>) {
    this.#of = of
  }

  static async open(): Promise<Mall> {
    const partner = await sandbox.createMerchant({ keys, role: 'partner' })
    const initiator = await sandbox.createMerchant({ keys, terms: settledLate })
    const { appid } = initiator.merchant
    return new Mall({
      partner,
      initiator,
      direct: await sandbox.createMerchant({ keys, terms: settledLate }),
      special: await sandbox.createMerchant({
        keys,
        partner: partner.merchant.mchid,
        appids: [appid],
        terms: { unfreezeAfterDays: 5 },
      }),
      tea: await sandbox.createMerchant({
        keys,
        partner: partner.merchant.mchid,
        appids: [appid],
        terms: settledLate,
      }),
    })
  }

  control(role: Role) {
    return this.#of[role].control
  }

  async order(by: Role, isPaid: boolean, total: number): Promise<void> {
    const { mchid, appid } = this.#of[by].merchant
    const out_trade_no = this.#number()
    const json = { mchid, appid, ...goods(out_trade_no, total), settle_info: shared(total) }
    await this.#api(by).pay.transactions.native.post({ json })
    if (isPaid) await this.#pay(by, out_trade_no, [{ by, out_trade_no, total }])
  }

  async partnerOrder(sub: Role, isPaid: boolean, total: number): Promise<void> {
    const { mchid: sp_mchid, appid: sp_appid } = this.#of.partner.merchant
    const { mchid: sub_mchid } = this.#of[sub].merchant
    const out_trade_no = this.#number()
    const json = { sp_mchid, sp_appid, sub_mchid, ...goods(out_trade_no, total), settle_info: shared(total) }
    await this.#api('partner').pay.partner.transactions.native.post({ json })
    if (isPaid) await this.#pay('partner', out_trade_no, [{ by: 'partner', sub_mchid, out_trade_no, total }])
  }

  async combinedOrder(by: 'initiator' | 'partner', isPaid: boolean, total: number): Promise<void> {
    const { mchid: combine_mchid, appid: combine_appid } = this.#of[by].merchant
    const combine_out_trade_no = this.#number()
    const made = (['special', 'tea'] as const).map((who) => {
      const { mchid } = this.#of[who].merchant
      const out_trade_no = this.#number()
      return by === 'partner' ? { by, sub_mchid: mchid, out_trade_no, total } : { by: who, out_trade_no, total }
    })
    const sub_orders = made.map(({ out_trade_no, ...one }) => ({
      mchid: this.#of[one.by].merchant.mchid,
      ...('sub_mchid' in one && { sub_mchid: one.sub_mchid }),
      out_trade_no,
      attach: '店',
      description: '货',
      amount: { total_amount: total, currency: 'CNY' },
      settle_info: shared(total),
    }))
    const json = { combine_mchid, combine_appid, combine_out_trade_no, notify_url: 'http://127.0.0.1:1/n', sub_orders }
    await this.#api(by).combineTransactions.native.post({ json })
    if (isPaid) await this.#pay(by, combine_out_trade_no, made)
  }

  async refund(which: number, percent: number): Promise<void> {
    const order = this.#orders[which % this.#orders.length]
    if (!order) return
    const { by, total, sub_mchid, out_trade_no } = order
    const amount = { refund: Math.max(1, Math.floor((total * percent) / 100)), total, currency: 'CNY' }
    const json = { out_trade_no, out_refund_no: this.#number(), ...(sub_mchid && { sub_mchid }), amount }
    await this.#api(by)
      .refund.domestic.refunds.post({ json })
      .catch(() => {})
  }

  /** Checks that everything is as after `createMerchant()` and that the book is right. */
  async reset(role: Role): Promise<void> {
    const { control } = this.#of[role]
    await control.reset()
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 0 }])
    expect(await control.payments.page()).toEqual({ payments: [] })
    expect(await control.refunds.page()).toEqual({ refunds: [] })
    expect(await control.agenda()).toEqual([])
  }

  /** Lets all planned work happen, and checks that nothing waits for ever. */
  async end(): Promise<void> {
    await sandbox.clock.advance(9 * DAY)
    await sandbox.idle()
    expect(failures).toEqual([])
    for (const role of roles) {
      for (const { pending } of await this.control(role).balances()) expect(pending).toBe(0)
      expect((await this.control(role).payments.page({ payable: true })).payments).toEqual([])
    }
  }

  async #pay(by: Role, number: string, orders: readonly PaidOrder[]): Promise<void> {
    await this.control(by).payments.pay(number, { openid: 'oBuyer' })
    this.#orders.push(...orders)
  }

  #api(role: Role) {
    return new WechatPay(this.#of[role].clientOptions).v3
  }

  #number(): string {
    return `N${String(++this.#count).padStart(7, '0')}`
  }
}

function goods(out_trade_no: string, total: number) {
  return { description: '货', out_trade_no, notify_url: 'http://127.0.0.1:1/n', amount: { total, currency: 'CNY' } }
}

/** Freezes the money of every other order. */
function shared(total: number) {
  return { profit_sharing: total % 2 === 0 }
}

type Command = (mall: Mall) => Promise<unknown>

const fen = fc.integer({ min: 100, max: 99_999 })
const role = fc.constantFrom(...roles)
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(fc.constantFrom('direct', 'special', 'tea', 'initiator'), fc.boolean(), fen).map(
    ([by, isPaid, total]): Command =>
      (mall) =>
        mall.order(by, isPaid, total),
  ),
  fc.tuple(fc.constantFrom('special', 'tea'), fc.boolean(), fen).map(
    ([sub, isPaid, total]): Command =>
      (mall) =>
        mall.partnerOrder(sub, isPaid, total),
  ),
  fc.tuple(fc.constantFrom('initiator', 'partner'), fc.boolean(), fen).map(
    ([by, isPaid, total]): Command =>
      (mall) =>
        mall.combinedOrder(by, isPaid, total),
  ),
  fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 100 })).map(
    ([order, percent]): Command =>
      (mall) =>
        mall.refund(order, percent),
  ),
  fc.tuple(role, fen).map(
    ([who, amount]): Command =>
      (mall) =>
        mall.control(who).topUp({ amount }),
  ),
  fc.tuple(role, fc.nat({ max: 5_000 })).map(
    ([who, available]): Command =>
      (mall) =>
        mall.control(who).setBalance({ available }),
  ),
  role.map(
    (who): Command =>
      (mall) =>
        mall.control(who).unfreeze(),
  ),
  fc.constant<Command>(() => sandbox.clock.advance(12 * HOUR)),
  role.map(
    (who): Command =>
      (mall) =>
        mall.reset(who),
  ),
)

test('whichever merchant is reset whenever, the book balances and nothing waits for what is gone', async () => {
  const history = fc.array(command, { minLength: 20, maxLength: 30 })
  const plays = fc.asyncProperty(history, async (commands) => {
    const mall = await Mall.open()
    for (const act of commands) {
      await act(mall)
      expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
    }
    await mall.end()
    for (const who of roles) await mall.reset(who)
    expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true, movements: 0 })
  })
  await fc.assert(plays, { numRuns: 10, endOnFailure: true })
})
