/**
 * An account of the book. Its text is what the database holds, so that one index serves every kind:
 * `merchant/<mchid>/BASIC/<available|pending>`, `user/<openid>`, `bank/<mchid>`, or WeChat Pay's own.
 */
export type Account =
  | `merchant/${string}/${MerchantAccount}/${AccountPart}`
  | `user/${string}`
  | `bank/${string}`
  | HouseAccount

/** Accounts as the API and the bills name them: basic (基本账户), operation (运营账户), fees (手续费账户). */
export const merchantAccounts = ['BASIC', 'OPERATION', 'FEES'] as const
export type MerchantAccount = (typeof merchantAccounts)[number]

/** `pending` (不可用余额) is not settled yet, or frozen because it may be shared. */
export type AccountPart = 'available' | 'pending'

/** WeChat Pay's own: what fees come to, and refunds that are on their way to users. */
export type HouseAccount = 'wechat/fees' | 'wechat/refunds'

export function merchantAccount(
  mchid: string,
  account: MerchantAccount = 'BASIC',
  part: AccountPart = 'available',
): Account {
  return `merchant/${mchid}/${account}/${part}`
}

export function userAccount(openid: string): Account {
  return `user/${openid}`
}

/** A merchant's account at its bank (结算银行账户), outside WeChat Pay. */
export function bankAccount(mchid: string): Account {
  return `bank/${mchid}`
}

/** Whose account it is, if a merchant's. What merchants have must cover what leaves: their accounts are never negative. */
export function ownerOf(account: Account): string | undefined {
  return /^merchant\/([^/]+)\//.exec(account)?.[1]
}
