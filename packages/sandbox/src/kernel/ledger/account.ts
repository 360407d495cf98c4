/**
 * An account of the book. The database stores it as text, so that one index serves every kind:
 * `merchant/<mchid>/BASIC/<available|pending>`, `vouchers/<stock_id>`, `user/<openid>`, `bank/<mchid>`, or WeChat Pay's
 * own.
 */
export type Account =
  | `merchant/${string}/${MerchantAccount}/${AccountPart}`
  | `vouchers/${string}`
  | `user/${string}`
  | `bank/${string}`
  | HouseAccount

/** Accounts as the API and the bills name them: basic (基本账户), operation (运营账户), fees (手续费账户). */
export const merchantAccounts = ['BASIC', 'OPERATION', 'FEES'] as const
export type MerchantAccount = (typeof merchantAccounts)[number]

/** `pending` (不可用余额) is money that is not settled yet, or frozen because it may be shared. */
export type AccountPart = 'available' | 'pending'

/** WeChat Pay's own accounts: the fees it earned, and refunds that are on their way to users. */
export type HouseAccount = 'wechat/fees' | 'wechat/refunds'

export function merchantAccount(
  mchid: string,
  account: MerchantAccount = 'BASIC',
  part: AccountPart = 'available',
): Account {
  return `merchant/${mchid}/${account}/${part}`
}

/**
 * The money that a merchant has locked for a stock of vouchers (代金券批次). Its balance is not stored: nothing can be paid
 * from it twice, because every coupon is used once, and payments with one stock's vouchers need not wait for each other
 * here.
 */
export function voucherAccount(stock_id: string): Account {
  return `vouchers/${stock_id}`
}

export function userAccount(openid: string): Account {
  return `user/${openid}`
}

/** A merchant's account at its bank (结算银行账户), outside WeChat Pay. */
export function bankAccount(mchid: string): Account {
  return `bank/${mchid}`
}

/**
 * Returns the merchant that owns the account, if one does. A merchant's accounts are never negative: it can only spend
 * what it has.
 */
export function ownerOf(account: Account): string | undefined {
  return /^merchant\/([^/]+)\//.exec(account)?.[1]
}
