import type { PayafterPolicy } from '../policy.ts'
import { presentSynced } from '../present.ts'
import { syncOrder } from '../sync-order.ts'
import type { RequestSchema, SandboxOperation } from '../../../generated/operations.ts'
import { boundService, visible } from '../binding.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'

export async function sync(call: CallTo<'payafterOrderSync', PayafterPolicy>): Promise<object> {
  const { body } = call
  boundService(call.merchant, body)
  const order = await decideOn(call, call.params.out_order_no, (existing) =>
    syncOrder(visible(existing, body), body.detail.paid_time, contextOf(call)),
  )
  return presentSynced(order)
}

/** Allows a date as `paid_time` if the policy gives it a meaning. */
export function adaptSync(operation: SandboxOperation, { datePaidTime }: PayafterPolicy): SandboxOperation {
  if (datePaidTime === 'refuse') return operation
  const widened = inProperty(operation.body ?? {}, 'detail', (detail) =>
    inProperty(detail, 'paid_time', (time) => ({ ...time, pattern: String.raw`^(\d{14}|\d{8})$` })),
  )
  return { ...operation, body: widened }
}

function inProperty(
  schema: RequestSchema,
  name: string,
  change: (property: RequestSchema) => RequestSchema,
): RequestSchema {
  return { ...schema, properties: { ...schema.properties, [name]: change(schema.properties?.[name] ?? {}) } }
}
