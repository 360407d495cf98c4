import { hasAuthorised } from '../../../kernel/merchant/user.ts'
import { boundService } from '../binding.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import type { PayafterPolicy } from '../policy.ts'

export const userServiceState: Act<PayafterPolicy> = async ({ merchant, query, world }) => {
  const { appid = '', service_id = '', openid = '' } = query
  boundService(merchant, { appid, service_id })
  const user = await world.users.find(openid)
  const available = user !== undefined && hasAuthorised(user, service_id)
  return { appid, service_id, openid, use_service_state: available ? 'AVAILABLE' : 'UNAVAILABLE' }
}
