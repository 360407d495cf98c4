import type { EntityKind } from '../../../kernel/machine/entity-kind.ts'
import type { UserCodes } from './user-codes.ts'

/** Codes belong to no merchant: they are kept below this name, which is no merchant number. */
export const NO_MERCHANT = 'users'

/** How payment codes are kept: by user, found by each code that was ever shown. */
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
  // The others were kept when they were the newest.
  keys: ({ codes }) => {
    const newest = codes.at(-1)
    return { ...(newest && { auth_code: newest.auth_code }) }
  },
  pointless: () => [],
  notice: () => {
    throw new Error('sandbox: nobody is told of a payment code')
  },
}
