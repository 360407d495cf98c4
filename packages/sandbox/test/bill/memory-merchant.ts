import { type Account, type MerchantAccount, merchantAccount } from '../../src/kernel/ledger/account.ts'
import type { MovementKind } from '../../src/kernel/ledger/movement.ts'
import type { AccountEntry, Statements, TradeEntry } from '../../src/kernel/ledger/statements.ts'
import type { MerchantTerms } from '../../src/kernel/ledger/terms.ts'
import type { Change } from '../../src/kernel/machine/change.ts'
import type { UnitOfWork } from '../../src/kernel/machine/entities.ts'
import type { PaidOrder, PaidOrders } from '../../src/kernel/machine/paid-order.ts'
import { createPolicy, tradesOf } from '../../src/products/index.ts'
import { chooseBest } from '../../src/products/coupon/choose.ts'
import type { Coupon } from '../../src/products/coupon/coupon.ts'
import { expireCoupon } from '../../src/products/coupon/decide-coupon.ts'
import { endStock } from '../../src/products/coupon/decide-stock.ts'
import { coupons, stocks } from '../../src/products/coupon/entity.ts'
import { giveCoupon } from '../../src/products/coupon/give-coupon.ts'
import { LockedCoupons } from '../../src/products/coupon/locked-coupons.ts'
import type { CouponPolicy } from '../../src/products/coupon/policy.ts'
import type { Stock } from '../../src/products/coupon/stock.ts'
import { transfer } from '../../src/products/fund/bank-transfer.ts'
import { bankTransfers } from '../../src/products/fund/entity.ts'
import { paidDeductions } from '../../src/products/payafter/paid-order.ts'
import { payOrder, settleOrder } from '../../src/products/payafter/pay-order.ts'
import { paidPayments } from '../../src/products/payment/paid-order.ts'
import { pay, settlePayment } from '../../src/products/payment/pay.ts'
import { prepay } from '../../src/products/payment/prepay.ts'
import { purchaseOf } from '../../src/products/payment/purchase.ts'
import type { RefundContext } from '../../src/products/refund/context.ts'
import { createRefund } from '../../src/products/refund/create-refund.ts'
import { decideOutcome } from '../../src/products/refund/decide-outcome.ts'
import type { RefundDecision } from '../../src/products/refund/decision.ts'
import { refunds } from '../../src/products/refund/entity.ts'
import type { RefundPolicy } from '../../src/products/refund/policy.ts'
import { processRefund } from '../../src/products/refund/process-refund.ts'
import type { Refund, RefundOutcome } from '../../src/products/refund/refund.ts'
import { START, sampleOrder } from '../support/store.ts'

export const MCHID = '1900000109'
const APPID = 'wxd678efh567hg6787'

interface Posting {
  readonly id: number
  readonly movement: number
  readonly product: string
  readonly number: string
  readonly at: number
  readonly kind: MovementKind
  readonly account: Account
  readonly amount: number
  readonly businessNumber: string
  readonly voucherNumber: string
  readonly note?: string
}

/** A paid order of any product. */
interface Order {
  readonly number: string
  readonly read: () => PaidOrder
  readonly change: (after: Pick<PaidOrder, 'refunds' | 'unsettled'>) => void
  readonly settle: () => void
  readonly unfreeze: () => void
}

/** A merchant that moves money through the decisions only, without database or requests. */
export class MemoryMerchant {
  now = START
  readonly postings: Posting[] = []
  readonly orders: Order[] = []
  readonly refunds: Refund[] = []
  readonly #entities = new Map<string, object>()
  readonly #sums = new Map<string, number>()
  readonly #terms: MerchantTerms
  readonly #policy
  #count = 0

  constructor(terms: MerchantTerms, policy: Partial<RefundPolicy & CouponPolicy> = {}) {
    this.#terms = terms
    this.#policy = createPolicy(policy)
  }

  /** Gives the user a coupon of this merchant, which is valid for some hours. */
  give(amount: number, noCash: boolean, hours: number): void {
    const rule = {
      name: '代金券',
      description: '',
      no_cash: noCash,
      coupon_amount: amount,
      transaction_minimum: amount + 1,
      available_merchants: [MCHID],
      combine_use: true,
      contributor: 'merchant',
    } as const
    const ids = { stockId: () => this.#id('1'), couponId: () => this.#id('9') }
    const gift = { mchid: MCHID, openid: 'oBuyer', rule, endsAt: this.now + hours * 3_600_000 }
    const { stock, coupon } = giveCoupon(gift, { now: this.now, ids })
    this.#save(stocks.product, stock.entity.out_request_no, stock)
    this.#save(coupons.product, coupon.entity.coupon_id, coupon)
  }

  /** The merchant's stocks, whose locked money the book has too. */
  get stocks(): Stock[] {
    return this.#all<Stock>(stocks.product)
  }

  /** Ends stocks and coupons whose time is over. */
  end(): void {
    for (const coupon of this.#all<Coupon>(coupons.product)) {
      const change = expireCoupon(coupon, { now: this.now })
      if (change.outcome === 'changed') this.#save(coupons.product, coupon.coupon_id, change)
    }
    for (const stock of this.stocks) {
      const change = endStock(stock, { now: this.now })
      if (change.outcome === 'changed') this.#save(stocks.product, stock.out_request_no, change)
    }
  }

  /** Pays an ordinary order, which may be shared, with the best vouchers that the user has. */
  async pay(total: number, profit_sharing = false): Promise<void> {
    const number = `P${this.#next()}`
    const terms = {
      description: '图书, "`二手`"',
      total,
      currency: 'CNY',
      attach: `门店\n${number}`,
      notify_url: 'https://shop.example/notify',
      rest: { settle_info: { profit_sharing } },
    }
    const ids = { transactionId: () => this.#id('42'), prepayId: () => this.#id('wx'), code: () => this.#id('') }
    const ctx = { now: this.now, policy: this.#policy, terms: this.#terms, ids }
    const command = { mchid: MCHID, appid: APPID, out_trade_no: number, surface: 'native', terms } as const
    const created = accepted(prepay(undefined, command, ctx))
    const usable = this.#all<Coupon>(coupons.product)
    const vouchers = chooseBest(usable, purchaseOf(created.entity, 'OTHERS'), ctx)
    const locked = await LockedCoupons.lock(this.#unit, vouchers)
    const payer = { openid: 'oBuyer', bank_type: 'OTHERS', outcome: 'success', vouchers } as const
    const paid = accepted(pay(created.entity, payer, undefined, ctx))
    this.#order(paidPayments, paid, (payment) => settlePayment(payment, { now: this.now }))
    const { transaction_id = '' } = paid.entity
    await locked.use(vouchers, { at: this.now, mchid: MCHID, transaction_id, notifyUrls: new Map() })
  }

  /** Collects the total of a pay-after order. */
  collect(total: number, by: 'deduction' | 'user', profit_sharing = false): void {
    const order = sampleOrder({
      mchid: MCHID,
      out_order_no: `S${this.#next()}`,
      state: 'FINISHED',
      openid: 'oBuyer',
      complete: { finish_type: 2, fees: [], discounts: [], total_amount: total, profit_sharing },
    })
    const ids = { orderId: () => '', token: () => '', transactionId: () => this.#id('43') }
    const ctx = { now: this.now, policy: this.#policy, terms: this.#terms, ids }
    const paid = accepted(payOrder(order, by, ctx))
    this.#order(paidDeductions, paid, (entity) => settleOrder(entity, { now: this.now }))
  }

  /** @param part share of the remaining amount, in percent */
  async refund(index: number, part: number): Promise<void> {
    const order = this.orders[index % this.orders.length]
    if (!order) return
    const paid = order.read()
    const left = paid.total - paid.refunds.amount
    if (left === 0) return
    const terms = { refund: Math.max(1, Math.floor((left * part) / 100)), total: paid.total, currency: 'CNY' }
    const command = { mchid: MCHID, out_refund_no: `R${this.#next()}`, terms }
    const asked = { product: order.number.startsWith('P') ? 'payment' : 'payafter', number: order.number, paid }
    const locked = await LockedCoupons.lock(this.#unit, paid.vouchers ?? [])
    await this.#keep(createRefund(undefined, asked, command, this.#context(locked)), order, locked)
  }

  async decide(index: number, outcome: RefundOutcome, delayMs: number): Promise<void> {
    await this.#act(index, (refund, paid, ctx) => decideOutcome(refund, paid, outcome, delayMs, ctx))
  }

  async process(index: number): Promise<void> {
    await this.#act(index, processRefund)
  }

  settle(index: number): void {
    this.orders[index % this.orders.length]?.settle()
  }

  unfreeze(index: number): void {
    this.orders[index % this.orders.length]?.unfreeze()
  }

  /** @param part share of the available amount in percent; for a recharge, an amount in fen */
  bank(account: MerchantAccount, direction: 'in' | 'out', part: number): void {
    const available = this.of(merchantAccount(MCHID, account))
    const amount = direction === 'in' ? part : -Math.floor((available * Math.min(part, 100)) / 100)
    if (amount === 0) return
    const number = this.#id('77')
    this.#save(bankTransfers.product, number, transfer({ mchid: MCHID, number, account, amount, at: this.now }))
  }

  /** The balance of an account in fen. */
  of(account: string): number {
    return this.#sums.get(account) ?? 0
  }

  /** The sum of all accounts in fen. */
  total(): number {
    return [...this.#sums.values()].reduce((sum, amount) => sum + amount, 0)
  }

  /** Merchant accounts with a negative balance. */
  overdrawn(): string[] {
    return [...this.#sums].filter(([name, amount]) => name.startsWith('merchant/') && amount < 0).map(([name]) => name)
  }

  /** The book in the form that bills read. */
  readonly statements: Statements = {
    balances: () => Promise.reject(new Error('not asked for')),
    lastPosting: () => Promise.resolve(this.postings.length),
    balanceBefore: async (_mchid, account, instant) => this.#parts(account, ({ at }) => at < instant),
    entries: (_mchid, account, { from, to }) => this.#entries(account, from, to),
    trades: (_mchid, { from, to }, asOf) => this.#trades(from, to, asOf),
  }

  #parts(account: MerchantAccount, counts: (posting: Posting) => boolean) {
    const sum = (part: 'available' | 'pending') =>
      this.postings
        .filter((posting) => posting.account === merchantAccount(MCHID, account, part) && counts(posting))
        .reduce((total, { amount }) => total + amount, 0)
    return { available: sum('available'), pending: sum('pending') }
  }

  async *#entries(account: MerchantAccount, from: number, to: number): AsyncGenerator<AccountEntry, void> {
    const seen = new Set<number>()
    for (const { id, movement, at, kind, businessNumber, voucherNumber, note, account: of } of this.postings) {
      if (at < from || at >= to || !of.startsWith(`merchant/${MCHID}/${account}/`) || seen.has(movement)) continue
      seen.add(movement)
      const parts = this.#parts(account, (posting) => posting.movement === movement)
      yield { id, at, kind, businessNumber, voucherNumber, ...(note !== undefined && { note }), ...parts }
    }
  }

  async *#trades(from: number, to: number, asOf: number): AsyncGenerator<TradeEntry, void> {
    const seen = new Set<number>()
    for (const { movement, at, kind, account, product, number, businessNumber } of this.postings) {
      const isTrade = (kind === 'payment' || kind === 'refund') && account.startsWith('merchant/')
      if (at < from || at >= to || !isTrade || seen.has(movement)) continue
      seen.add(movement)
      const fees = this.postings.filter(
        (posting) =>
          posting.businessNumber === businessNumber &&
          (posting.kind === 'fee' || posting.kind === 'refund_fee') &&
          posting.account.startsWith('merchant/'),
      )
      const fee = fees.reduce((sum, { amount }) => sum - amount, 0)
      const trade = tradesOf[product]!(this.#entities.get(`${product}/${number}`)!, asOf, kind)
      yield { at, owner: MCHID, trade, fee }
    }
  }

  #order<E>(kind: PaidOrders<E, never>, change: Change<E>, settle: (entity: E) => Change<E>): void {
    const { product } = kind.kind
    const { number } = kind.kind.row(change.entity)
    let entity = this.#save(product, number, change)
    this.orders.push({
      number,
      read: () => kind.read(entity)!,
      change: (after) => {
        entity = kind.withRefunds(entity, after)
        this.#entities.set(`${product}/${number}`, entity as object)
      },
      settle: () => void (entity = this.#save(product, number, settle(entity))),
      unfreeze: () => void (entity = this.#save(product, number, kind.unfreeze(entity, this.now))),
    })
  }

  async #act(
    index: number,
    decide: (refund: Refund, paid: PaidOrder, ctx: RefundContext) => RefundDecision,
  ): Promise<void> {
    const refund = this.refunds[index % this.refunds.length]
    const order = this.orders.find(({ number }) => number === refund?.order.number)
    if (!refund || !order) return
    const locked = await LockedCoupons.lock(this.#unit, order.read().vouchers ?? [])
    await this.#keep(decide(refund, order.read(), this.#context(locked)), order, locked)
  }

  async #keep(decision: RefundDecision, order: Order, locked: LockedCoupons): Promise<void> {
    if (decision.outcome !== 'changed') return
    const refund = this.#save(refunds.product, decision.entity.out_refund_no, decision)
    const known = this.refunds.findIndex(({ out_refund_no }) => out_refund_no === refund.out_refund_no)
    this.refunds[known < 0 ? this.refunds.length : known] = refund
    if (decision.order) order.change(decision.order)
    await locked.giveBack(decision.returns ?? [], { now: this.now, policy: this.#policy })
  }

  #context({ accountOf }: LockedCoupons): RefundContext {
    return {
      now: this.now,
      policy: this.#policy,
      ids: { refundId: () => this.#id('50'), cardTail: () => '0403' },
      balance: {
        available: this.of(merchantAccount(MCHID)),
        pending: this.of(merchantAccount(MCHID, 'BASIC', 'pending')),
      },
      payerAccount: 'normal',
      accountOf,
    }
  }

  /** The unit of work of the memory: nobody else changes anything. */
  readonly #unit: UnitOfWork<unknown> = {
    lock: async <E>({ product }: { product: string }, _mchid: string, number: string) =>
      this.#entities.get(`${product}/${number}`) as E | undefined,
    save: async (kind, change) => void this.#save(kind.product, kind.row(change.entity).number, change),
    finish: () => Promise.reject(new Error('not asked for')),
    balance: () => Promise.reject(new Error('not asked for')),
    charge: () => Promise.reject(new Error('not asked for')),
  }

  #all<E>(product: string): E[] {
    return [...this.#entities].filter(([name]) => name.startsWith(`${product}/`)).map(([, entity]) => entity as E)
  }

  #save<E>(product: string, number: string, { entity, movements = [] }: Change<E>): E {
    this.#entities.set(`${product}/${number}`, entity as object)
    for (const { postings, ...about } of movements) {
      const movement = this.#next()
      for (const posting of postings) {
        this.postings.push({ id: this.postings.length + 1, movement, product, number, ...about, ...posting })
        this.#sums.set(posting.account, this.of(posting.account) + posting.amount)
      }
    }
    return entity
  }

  #next(): number {
    return ++this.#count
  }

  #id(prefix: string): string {
    return `${prefix}${String(this.#next()).padStart(26, '0')}`
  }
}

function accepted<E>(decision: Change<E> | { readonly outcome: 'refused'; readonly message: string }): Change<E> {
  if (decision.outcome === 'refused') throw new Error(decision.message)
  return decision
}
