import type * as machine from '../../kernel/machine/context.ts'
import type { IdSource } from './ids.ts'
import type { PayafterPolicy } from './policy.ts'

export type Context = machine.Context<PayafterPolicy, IdSource>
