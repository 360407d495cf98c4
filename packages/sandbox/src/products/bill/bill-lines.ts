import { defaultMerchantTerms } from '../../kernel/ledger/terms.ts'
import type { World } from '../../kernel/world/world.ts'
import type { BillContent, BillPeriod } from './bill.ts'
import { fundFlowBill } from './fund-flow-bill.ts'
import type { BillPolicy } from './policy.ts'
import { type TradeRow, tradeBill } from './trade-bill.ts'

/** Reads the lines of a bill from the book; none for a day without entries. */
export async function* billLines(
  mchid: string,
  content: BillContent,
  period: BillPeriod,
  { statements, merchants, policy }: Pick<World<BillPolicy>, 'statements' | 'merchants' | 'policy'>,
): AsyncGenerator<string, void> {
  if (content.of === 'funds') {
    const { account } = content
    const opening = (await statements.balanceBefore(mchid, account, period.from)) ?? { available: 0, pending: 0 }
    yield* fundFlowBill(mchid, opening, statements.entries(mchid, account, period), policy)
    return
  }
  const { sub_mchid } = content
  const rates = new Map<string, number>()
  const rateOf = async (owner: string): Promise<number> => {
    let rate = rates.get(owner)
    if (rate === undefined) {
      const terms = (await merchants.find(owner))?.terms ?? defaultMerchantTerms
      rates.set(owner, (rate = terms.feeRate))
    }
    return rate
  }
  async function* rows(): AsyncGenerator<TradeRow, void> {
    for await (const entry of statements.trades(mchid, period, period.asOf)) {
      if (sub_mchid !== undefined && entry.owner !== sub_mchid) continue
      yield { ...entry, feeRate: rates.get(entry.owner) ?? (await rateOf(entry.owner)) }
    }
  }
  yield* tradeBill(content.type, rows(), policy)
}
