import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { ControlError } from '../../kernel/control/control-error.ts'
import { integer, object, oneOf, optional } from '../../kernel/control/input.ts'
import { withBody } from '../../kernel/control/route.ts'
import { type MerchantAccount, merchantAccounts } from '../../kernel/ledger/account.ts'
import type { Balance } from '../../kernel/ledger/balance.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'
import { transfer } from './bank-transfer.ts'
import { bankTransfers } from './entity.ts'
import type { FundPolicy } from './policy.ts'

/** Plays people around the merchant's accounts. Each function returns the balances afterwards. */
export interface FundControl {
  /**
   * Returns the merchant's balances in fen: money it can use, and money that is not settled yet or frozen to be shared.
   */
  balances(): Promise<readonly Balance[]>
  /**
   * Recharges an account from the merchant's bank (充值). This also opens the account.
   *
   * @param input.account BASIC if absent
   * @param input.amount fen, 1 or more
   * @throws {ControlError} 400 for an invalid amount or account
   */
  topUp(input: { readonly account?: MerchantAccount; readonly amount: number }): Promise<readonly Balance[]>
  /**
   * Sets the available balance of an account: a surplus goes to the merchant's bank, and missing money comes from it.
   *
   * @example await control.setBalance({ available: 0 }) // the next refund is NOT_ENOUGH
   * @param input.account BASIC if absent
   * @param input.available fen
   * @throws {ControlError} 400 for an invalid amount or account
   */
  setBalance(input: { readonly account?: MerchantAccount; readonly available: number }): Promise<readonly Balance[]>
  /** Settles pending money at once, not in the morning. */
  settle(): Promise<readonly Balance[]>
  /**
   * Unfreezes the money of orders with `profit_sharing` at once, not when its time is over. Money whose day of
   * settlement has not come yet still waits for it.
   */
  unfreeze(): Promise<readonly Balance[]>
}

const MOST = 1_000_000_000_000
const account = optional(oneOf(merchantAccounts))
const topUpInput = object({ account, amount: integer(1, MOST) })
const balanceInput = object({ account, available: integer(0, MOST) })

export function fundControl({ mchid, world, doNow }: Desk<FundPolicy>): ProductControl<FundControl> {
  const balances = (): Promise<readonly Balance[]> => world.statements.balances(mchid)

  /** @param amount fen into the account, or out of it if negative */
  async function move(on: MerchantAccount, amount: number): Promise<readonly Balance[]> {
    if (amount === 0) return balances()
    const at = await world.now()
    const number = `${beijingDigits(at)}${randomDigits(14)}`
    await world.entities.transaction((unit) =>
      unit.save(bankTransfers, transfer({ mchid, number, account: on, amount, at })),
    )
    return balances()
  }

  const members: FundControl = {
    balances,
    async topUp(input) {
      const { account: on = 'BASIC', amount } = topUpInput(input, '')
      return move(on, amount)
    },
    async setBalance(input) {
      const { account: on = 'BASIC', available } = balanceInput(input, '')
      const before = (await balances()).find((balance) => balance.account === on)?.available ?? 0
      try {
        return await move(on, available - before)
      } catch (error) {
        if ((await balances()).find((balance) => balance.account === on)?.available === before) throw error
        throw new ControlError(409, 'BALANCE_CHANGED', '余额刚刚变了，再试一次 · the balance has just changed', {
          field: 'available',
          received: available,
        })
      }
    },
    async settle() {
      await doNow('settle')
      return balances()
    },
    async unfreeze() {
      await doNow('unfreeze')
      return balances()
    },
  }
  const withBalances = async (now: Promise<readonly Balance[]>) => ({ balances: await now })
  return {
    members,
    routes: [
      {
        method: 'GET',
        path: '/balances',
        about: '商户的余额：可用、待结算，单位分 · what the merchant has, in fen',
        handle: () => withBalances(balances()),
      },
      {
        method: 'POST',
        path: '/balances/top-up',
        fromDocs: true,
        about: '商户充值 amount 分，account 可选 BASIC、OPERATION、FEES · recharge an account',
        handle: withBody(topUpInput, (input) => withBalances(members.topUp(input))),
      },
      {
        method: 'PUT',
        path: '/balances',
        about: '把可用余额设为 available 分，account 可选 · make an account have this much',
        handle: withBody(balanceInput, (input) => withBalances(members.setBalance(input))),
      },
      {
        method: 'POST',
        path: '/balances/settle',
        about: '待结算的立刻到账 · settle at once what waits for it',
        handle: withBody(object({}), () => withBalances(members.settle())),
      },
      {
        method: 'POST',
        path: '/balances/unfreeze',
        about: '分账冻结的立刻解冻 · unfreeze at once what waits to be shared',
        handle: withBody(object({}), () => withBalances(members.unfreeze())),
      },
    ],
  }
}
