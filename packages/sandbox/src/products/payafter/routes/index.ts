import type { Routes } from '../../../kernel/product.ts'
import type { PayafterPolicy } from '../policy.ts'
import { cancel } from './cancel.ts'
import { adaptComplete, complete } from './complete.ts'
import { create } from './create.ts'
import { query } from './query.ts'
import { adaptSync, sync } from './sync.ts'
import { userServiceState } from './user-service-state.ts'

export const payafterRoutes: Routes<PayafterPolicy> = {
  payafterOrderCreate: { act: create },
  payafterOrderQuery: { act: query },
  payafterOrderCancel: { act: cancel },
  payafterOrderComplete: { act: complete, adapt: adaptComplete },
  payafterOrderSync: { act: sync, adapt: adaptSync },
  userServiceStateQuery: { act: userServiceState },
}
