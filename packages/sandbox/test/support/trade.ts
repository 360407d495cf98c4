import { type Account, voucherAccount } from '../../src/kernel/ledger/account.ts'
import type { Trade } from '../../src/kernel/ledger/trade.ts'
import type { Voucher } from '../../src/kernel/ledger/voucher.ts'

/** A paid order in the form that a trade bill prints. */
export function sampleTrade(changes: Pick<Trade, 'transaction_id' | 'out_trade_no' | 'total'>): Trade {
  return {
    appid: 'wxd678efh567hg6787',
    mchid: '1900000109',
    openid: 'oBuyer',
    trade_type: 'NATIVE',
    bank_type: 'OTHERS',
    currency: 'CNY',
    description: '图书',
    ...changes,
  }
}

/** Returns money of vouchers to the lock of their stock, as long as that has not ended. */
export const lockOf = ({ stock_id }: Voucher): Account => voucherAccount(stock_id)
