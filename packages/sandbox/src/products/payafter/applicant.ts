import type { World } from '../../kernel/world/world.ts'
import { payafterOrders } from './entity.ts'
import type { Applicant } from './evaluation.ts'
import type { PayafterPolicy } from './policy.ts'

/** A user with the orders that count for the evaluation; undefined when WeChat Pay does not know the user. */
export async function applicantOf(
  openid: string | undefined,
  { users, entities }: Pick<World<PayafterPolicy>, 'users' | 'entities'>,
): Promise<Applicant | undefined> {
  const user = openid === undefined ? undefined : await users.find(openid)
  return user && { user, openOrders: await entities.openOf(payafterOrders, user.openid) }
}
