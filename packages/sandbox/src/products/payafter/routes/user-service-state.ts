import { hasAuthorised } from '../../../kernel/merchant/user.ts'
import { boundService } from '../binding.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import type { PayafterPolicy } from '../policy.ts'

export async function userServiceState(call: CallTo<'userServiceStateQuery', PayafterPolicy>): Promise<object> {
  const { merchant, query, world } = call
  const { appid, service_id, openid } = query
  boundService(merchant, { appid, service_id })
  const user = await world.users.find(openid)
  const available = user !== undefined && hasAuthorised(user, service_id)
  return { appid, service_id, openid, use_service_state: available ? 'AVAILABLE' : 'UNAVAILABLE' }
}
