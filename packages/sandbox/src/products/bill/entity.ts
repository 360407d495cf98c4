import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { EarlyBill } from './bill.ts'
import type { BillPolicy } from './policy.ts'

/** How early bills are stored. */
export const earlyBills: EntityKind<EarlyBill, BillPolicy> = {
  product: 'bill',
  row: ({ mchid, date, madeAt }) => ({ mchid, number: date, state: 'MADE', open: false, createdAt: madeAt }),
  keys: () => ({}),
  pointless: () => [],
  notice: (_, eventType) => {
    throw new Error(`sandbox: bills are not announced, so there is no ${eventType}`)
  },
}
