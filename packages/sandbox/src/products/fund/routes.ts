import { type MerchantAccount, merchantAccounts } from '../../kernel/ledger/account.ts'
import type { Parts } from '../../kernel/ledger/statements.ts'
import type { Implementation } from '../../kernel/product.ts'
import type { PlayedCall } from '../../kernel/protocol/call.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { dayEndOf } from './day-end.ts'
import type { FundPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

type FundCall = PlayedCall<FundPolicy>

export const fundRoutes: Readonly<Record<string, Implementation<FundPolicy>>> = {
  merchantFundBalance: {
    async act(call) {
      const asked = accountAskedFor(call)
      const balances = await call.world.statements.balances(call.merchant.mchid)
      const balance = balances.find(({ account }) => account === asked)
      if (!balance) throw new Refused(refusals.notOpened)
      return present(balance)
    },
  },
  merchantFundDayendbalance: {
    async act(call) {
      const { merchant, now, query, world } = call
      const asked = accountAskedFor(call)
      const end = dayEndOf(query['date'], { now, policy: world.policy })
      if (typeof end === 'object') throw new Refused(end)
      const balance = await world.statements.balanceBefore(merchant.mchid, asked, end)
      // Of a merchant's accounts the basic one is there from the beginning.
      if (!balance && asked !== 'BASIC') throw new Refused(refusals.notThen)
      return present(balance ?? { available: 0, pending: 0 })
    },
  },
}

function accountAskedFor({ params, world }: FundCall): MerchantAccount {
  if (world.policy.balanceQueries === 'nobody') throw new Refused(refusals.notAllowed)
  const account = merchantAccounts.find((candidate) => candidate === params['account_type'])
  if (!account) throw new Refused(refusals.wrongAccount)
  return account
}

function present({ available, pending }: Parts): object {
  return { available_amount: available, pending_amount: pending }
}
