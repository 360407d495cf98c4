import type { Applicant } from './evaluation.ts'
import type { ApiDeps } from '../../kernel/protocol/deps.ts'

/** A user with the orders that count for the evaluation; nothing when WeChat Pay does not know the user. */
export async function applicantOf(
  openid: string | undefined,
  { users, orders }: Pick<ApiDeps, 'users' | 'orders'>,
): Promise<Applicant | undefined> {
  const user = openid === undefined ? undefined : await users.find(openid)
  return user && { user, openOrders: await orders.openOrdersOf(user.openid) }
}
