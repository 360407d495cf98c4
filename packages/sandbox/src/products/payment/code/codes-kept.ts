import type { EntityKind } from '../../../kernel/machine/entity-kind.ts'
import type { UserCodes } from './user-codes.ts'

/** Payment codes belong to no merchant, so they are stored under this name, which is no merchant number. */
export const NO_MERCHANT = 'users'

/** How payment codes are stored: by user, found by every code ever shown. */
export const userCodes: EntityKind<UserCodes, unknown> = {
  product: 'payment_code',
  row: ({ openid }) => ({
    mchid: NO_MERCHANT,
    number: openid,
    state: 'SHOWN',
    openid,
    open: false,
    createdAt: 0,
  }),
  // Earlier codes were stored as keys when they were the newest.
  keys: ({ codes }) => {
    const newest = codes.at(-1)
    return { ...(newest && { auth_code: newest.auth_code }) }
  },
  pointless: () => [],
  notice: () => {
    throw new Error('sandbox: nobody is told of a payment code')
  },
}
