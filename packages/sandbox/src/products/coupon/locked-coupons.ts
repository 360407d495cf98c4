import type { Account } from '../../kernel/ledger/account.ts'
import { voucherAccount } from '../../kernel/ledger/account.ts'
import type { Balance } from '../../kernel/ledger/balance.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { Entities, UnitOfWork } from '../../kernel/machine/entities.ts'
import type { Coupon, CouponUse } from './coupon.ts'
import { isUsable, returnCoupon, useCoupon } from './decide-coupon.ts'
import { giveBackTo, hasFunds, refundAccount, spendFrom } from './decide-stock.ts'
import { CALLBACK, callbacks, coupons, stocks } from './entity.ts'
import type { CouponPolicy } from './policy.ts'
import type { Stock } from './stock.ts'

/** A part of a voucher's amount that a refund gives back. */
export interface VoucherReturn {
  readonly voucher: Voucher
  /** Fen. */
  readonly amount: number
  /** The order is now refunded as a whole. */
  readonly isWhole: boolean
}

/** The payment that uses coupons. */
export interface PaymentOfCoupons extends Pick<CouponUse, 'at' | 'mchid' | 'transaction_id'> {
  /** Addresses for events about coupons, by creator. */
  readonly notifyUrls: ReadonlyMap<string, string>
}

/** Reads where the creators of coupons want to be told of their use. */
export async function notifyUrlsOf(
  entities: Pick<Entities<unknown>, 'find'>,
  vouchers: readonly Voucher[],
): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>()
  for (const creator of new Set(vouchers.map((voucher) => voucher.creator.mchid))) {
    const callback = await entities.find(callbacks, creator, CALLBACK)
    if (callback) urls.set(creator, callback.notify_url)
  }
  return urls
}

/** The coupons of a payment and their stocks, which nobody else can change until the transaction ends. */
export class LockedCoupons {
  readonly #unit: UnitOfWork<unknown>
  readonly #coupons: Map<string, Coupon>
  readonly #stocks: Map<string, Stock>

  private constructor(unit: UnitOfWork<unknown>, locked: Map<string, Coupon>, stocksOf: Map<string, Stock>) {
    this.#unit = unit
    this.#coupons = locked
    this.#stocks = stocksOf
  }

  /** Locks coupons before stocks, both by creator and number, so that no two transactions deadlock. */
  static async lock(unit: UnitOfWork<unknown>, vouchers: readonly Voucher[]): Promise<LockedCoupons> {
    const locked = new Map<string, Coupon>()
    for (const { creator, coupon_id } of sorted(vouchers, (voucher) => voucher.coupon_id)) {
      const coupon = await unit.lock(coupons, creator.mchid, coupon_id)
      if (coupon) locked.set(coupon_id, coupon)
    }
    const stocksOf = new Map<string, Stock>()
    for (const { creator, stock_id } of sorted(vouchers, (voucher) => voucher.creator.out_request_no)) {
      if (stocksOf.has(stock_id)) continue
      const stock = await unit.lock(stocks, creator.mchid, creator.out_request_no)
      if (stock?.stock_id === stock_id) stocksOf.set(stock_id, stock)
    }
    return new LockedCoupons(unit, locked, stocksOf)
  }

  /** Returns those that can no longer pay. Another payment may have used one since it was chosen. */
  unusable(vouchers: readonly Voucher[], now: number): readonly Voucher[] {
    return vouchers.filter(({ coupon_id, stock_id }) => {
      const [coupon, stock] = [this.#coupons.get(coupon_id), this.#stocks.get(stock_id)]
      return !(coupon && isUsable(coupon, now) && stock && hasFunds(stock))
    })
  }

  /**
   * Locks and returns the merchant's balance. Creators whose stocks are over get their money back on their own balance,
   * so these are locked too: all by number, because two merchants may have used each other's vouchers.
   */
  async balanceOf(mchid: string): Promise<Balance> {
    const over = [...this.#stocks.values()].filter((stock) => !hasFunds(stock)).map((stock) => stock.mchid)
    const balances = new Map<string, Balance>()
    for (const owner of [...new Set([mchid, ...over])].toSorted()) balances.set(owner, await this.#unit.balance(owner))
    return balances.get(mchid)!
  }

  /** Uses the coupons of these vouchers for a payment. */
  async use(vouchers: readonly Voucher[], { notifyUrls, ...use }: PaymentOfCoupons): Promise<void> {
    for (const { coupon_id, stock_id, amount, goods } of vouchers) {
      const [coupon, stock] = [this.#coupons.get(coupon_id), this.#stocks.get(stock_id)]
      if (!coupon || !stock) throw new Error(`sandbox: coupon ${coupon_id} is used without being locked`)
      const notify_url = notifyUrls.get(coupon.mchid)
      const whole = { ...use, amount, ...(goods && { goods }), ...(notify_url !== undefined && { notify_url }) }
      await this.#unit.save(coupons, useCoupon(coupon, whole))
      await this.#save(spendFrom(stock, amount))
    }
  }

  /** The account that gets the refunded money of a voucher. */
  readonly accountOf = ({ stock_id }: Voucher): Account => {
    const stock = this.#stocks.get(stock_id)
    return stock ? refundAccount(stock) : voucherAccount(stock_id)
  }

  /** Gives back parts of the vouchers' amounts. Does nothing for coupons that a reset has deleted. */
  async giveBack(
    returns: readonly VoucherReturn[],
    ctx: { readonly now: number; readonly policy: Pick<CouponPolicy, 'favorReturnOn'> },
  ): Promise<void> {
    for (const { voucher, amount, isWhole } of returns) {
      const [coupon, stock] = [this.#coupons.get(voucher.coupon_id), this.#stocks.get(voucher.stock_id)]
      const returned = coupon && isWhole ? returnCoupon(coupon, ctx) : undefined
      if (returned?.outcome === 'changed') await this.#unit.save(coupons, returned)
      if (stock) await this.#save(giveBackTo(stock, amount, returned?.entity.state === 'SENDED'))
    }
  }

  /** Keeps a changed stock, of which another coupon may be changed next. */
  async #save(stock: Stock): Promise<void> {
    this.#stocks.set(stock.stock_id, stock)
    await this.#unit.save(stocks, { outcome: 'changed', entity: stock, events: [], work: [] })
  }
}

function sorted(vouchers: readonly Voucher[], number: (voucher: Voucher) => string): Voucher[] {
  const name = (voucher: Voucher) => `${voucher.creator.mchid}/${number(voucher)}`
  return vouchers.toSorted((a, b) => (name(a) < name(b) ? -1 : 1))
}
