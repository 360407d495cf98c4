import type { VoucherContributor } from '../../kernel/ledger/voucher.ts'

/** The nouns of a stock (代金券批次): the rules and the budget of coupons that a merchant sends to users. */

/** Wire value of `status`, spelled as in production. */
export const stockStates = ['unactivated', 'running', 'paused', 'stoped'] as const
export type StockState = (typeof stockStates)[number]

/** The rules that each coupon of a stock carries. Amounts are fen. */
export interface CouponRule {
  readonly name: string
  readonly description: string
  /** The seller gets less (免充值), instead of the creator's locked money paying (预充值). */
  readonly no_cash: boolean
  readonly coupon_amount: number
  readonly transaction_minimum: number
  /** Merchants at whose orders it can be used. */
  readonly available_merchants: readonly string[]
  /** Values of `goods_tag`, one of which the order must have. Default: any order. */
  readonly goods_tag?: readonly string[] | undefined
  /** Wire values; default: any surface. */
  readonly trade_type?: readonly string[] | undefined
  /** Present if only cards of one bank pay, never the balance. */
  readonly limit_card?: { readonly name: string; readonly bin: readonly string[] } | undefined
  /** Numbers of goods; the voucher then reduces only these. */
  readonly available_items?: readonly string[] | undefined
  /** It can be used together with other coupons of its creator. */
  readonly combine_use: boolean
  readonly contributor: VoucherContributor
}

/** The merchant's parameters of a stock. */
export interface StockTerms {
  readonly rule: CouponRule
  /** Validity, virtual instants in ms; the end is exclusive. */
  readonly beginsAt: number
  readonly endsAt: number
  readonly max_coupons: number
  /** Budget in fen. */
  readonly max_amount: number
  readonly max_amount_by_day?: number | undefined
  readonly max_coupons_per_user: number
  readonly natural_person_limit: boolean
  readonly prevent_api_abuse: boolean
  readonly comment?: string | undefined
  /** All other parameters, which only decide whether a creation is a repetition. */
  readonly rest: Readonly<Record<string, unknown>>
}

/** A stored stock. Its number is the creator's `out_request_no`. */
export interface Stock {
  /** The creator. */
  readonly mchid: string
  readonly out_request_no: string
  readonly stock_id: string
  readonly state: StockState
  readonly terms: StockTerms
  /** Fen that are locked for its coupons now; always 0 without prepaid money. */
  readonly locked: number
  /** Number of sent coupons. */
  readonly sent: number
  /** Number of coupons that are used now. */
  readonly used: number
  /** Fen sent on the latest day on which coupons were sent. */
  readonly today?: { readonly day: string; readonly amount: number }
  readonly createdAt: number
  readonly startedAt?: number
  readonly pausedAt?: number
  readonly restartedAt?: number
  readonly stoppedAt?: number
  /** Set when its time is over and the rest of the money has been released. */
  readonly endedAt?: number
}
