import { changed } from '../../../kernel/machine/change.ts'
import type { Desk } from '../../../kernel/product.ts'
import type { PaymentPolicy } from '../policy.ts'
import { NO_MERCHANT, userCodes } from './codes-kept.ts'
import { randomCodeIds } from './ids.ts'
import { type AuthCode, type CodeOutcome, type CodePlan, showCode } from './user-codes.ts'

/** The user of a payment code, and the outcome when it is scanned. */
export interface AuthCodeInput {
  /** The user whose phone shows it. Default: the user of the page's phone. */
  readonly openid?: string
  /** Wire value of the `bank_type` that it pays from. Default: `OTHERS`, the balance. */
  readonly bankType?: string
  /** Whether the user is asked for the password. Default: by amount and number of payments. */
  readonly password?: 'asked' | 'not_asked'
  /** Outcome of a payment without password. Default: by the user's wallet. */
  readonly outcome?: CodeOutcome
}

/** The user's phone shows a new payment code, which any merchant can scan once. */
export async function showAuthCode(
  { world, openid: user }: Pick<Desk<PaymentPolicy>, 'world' | 'openid'>,
  { openid = user, bankType = 'OTHERS', password, outcome }: AuthCodeInput = {},
): Promise<AuthCode> {
  const auth_code = randomCodeIds.authCode()
  const expiresAt = (await world.now()) + world.policy.authCodeLifetimeMs
  const plan: CodePlan = { bank_type: bankType, ...(password && { password }), ...(outcome && { outcome }) }
  await world.entities.transaction(async (unit) => {
    const known = await unit.lock(userCodes, NO_MERCHANT, openid)
    await unit.save(userCodes, changed(showCode(known, openid, { auth_code, expiresAt, plan }), []))
  })
  return { auth_code, openid, expiresAt }
}
