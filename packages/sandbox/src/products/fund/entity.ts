import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { BankTransfer } from './bank-transfer.ts'

/** How recharges and withdrawals are stored. */
export const bankTransfers: EntityKind<BankTransfer, unknown> = {
  product: 'fund',
  row: ({ mchid, number, at }) => ({ mchid, number, state: 'SUCCESS', open: false, createdAt: at }),
  keys: () => ({}),
  pointless: () => [],
  notice: (_, eventType) => {
    throw new Error(`sandbox: nobody is told of recharges, so there is no ${eventType}`)
  },
}
