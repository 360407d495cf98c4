import { type MerchantAccount, merchantAccounts } from '../../kernel/ledger/account.ts'
import type { Parts } from '../../kernel/ledger/statements.ts'
import type { Routes } from '../../kernel/product.ts'
import type { CallTo, PlayedCall } from '../../kernel/protocol/call.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { dayEndOf } from './day-end.ts'
import type { FundPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

type FundCall = PlayedCall<FundPolicy>
type DayEndCall = CallTo<'merchantFundDayendbalance' | 'ecommerceFundEnddaybalance', FundPolicy>
type SecondLevelCall = CallTo<'ecommerceFundBalance' | 'ecommerceFundEnddaybalance', FundPolicy>

export const fundRoutes: Routes<FundPolicy> = {
  merchantFundBalance: {
    async act(call) {
      requireAccess(call)
      const account = accountNamed(call.params.account_type)
      return present(await balanceNow(call, call.merchant.mchid, account))
    },
  },
  merchantFundDayendbalance: {
    async act(call) {
      requireAccess(call)
      const account = accountNamed(call.params.account_type)
      return present(await balanceAtDayEnd(call, call.merchant.mchid, account))
    },
  },
  ecommerceFundBalance: { act: (call) => ofSecondLevel(call, balanceNow) },
  ecommerceFundEnddaybalance: { act: (call) => ofSecondLevel(call, balanceAtDayEnd) },
}

async function balanceNow({ world }: FundCall, mchid: string, asked: MerchantAccount): Promise<Parts> {
  const balance = (await world.statements.balances(mchid)).find(({ account }) => account === asked)
  if (!balance) throw new Refused(refusals.notOpened)
  return balance
}

async function balanceAtDayEnd(
  { now, query, world }: DayEndCall,
  mchid: string,
  asked: MerchantAccount,
): Promise<Parts> {
  const end = dayEndOf(query.date, { now, policy: world.policy })
  if (typeof end === 'object') throw new Refused(end)
  const balance = await world.statements.balanceBefore(mchid, asked, end)
  // Only the basic account exists from the beginning.
  if (!balance && asked !== 'BASIC') throw new Refused(refusals.notThen)
  return balance ?? { available: 0, pending: 0 }
}

/** Answers a platform's query of a second-level merchant's balance. */
async function ofSecondLevel<C extends SecondLevelCall>(
  call: C,
  find: (call: C, mchid: string, asked: MerchantAccount) => Promise<Parts>,
): Promise<object> {
  const { merchant, params, query, world } = call
  const { sub_mchid } = params
  const isOther = sub_mchid !== merchant.mchid && (await world.merchants.find(sub_mchid)) !== undefined
  if (!isOther || world.policy.secondLevelMerchants === 'nobodys') throw new Refused(refusals.notRelated)
  const { account_type = 'BASIC' } = query
  // No merchant of the sandbox has a deposit account (保证金账户).
  if (account_type === 'DEPOSIT') throw new Refused(refusals.notOpened)
  const account = accountNamed(account_type)
  return { sub_mchid, account_type: account, ...present(await find(call, sub_mchid, account)) }
}

function requireAccess({ world: { policy } }: FundCall): void {
  if (policy.balanceQueries === 'nobody') throw new Refused(refusals.notAllowed)
}

function accountNamed(name: string | undefined): MerchantAccount {
  const account = merchantAccounts.find((candidate) => candidate === name)
  if (!account) throw new Refused(refusals.wrongAccount)
  return account
}

function present({ available, pending }: Parts): object {
  return { available_amount: available, pending_amount: pending }
}
