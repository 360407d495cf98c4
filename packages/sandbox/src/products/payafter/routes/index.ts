import type { Implementation } from '../../../kernel/protocol/route-table.ts'
import { cancel } from './cancel.ts'
import { certificates } from '../../certificates/certificates.ts'
import { adaptComplete, complete } from './complete.ts'
import { create } from './create.ts'
import { query } from './query.ts'
import { adaptSync, sync } from './sync.ts'
import { userServiceState } from './user-service-state.ts'

/** What the sandbox can do, by the operation's id in the spec. */
export const implementations: Readonly<Record<string, Implementation>> = {
  certificateList: { act: certificates },
  payafterOrderCreate: { act: create },
  payafterOrderQuery: { act: query },
  payafterOrderCancel: { act: cancel },
  payafterOrderComplete: { act: complete, adapt: adaptComplete },
  payafterOrderSync: { act: sync, adapt: adaptSync },
  userServiceStateQuery: { act: userServiceState },
}
