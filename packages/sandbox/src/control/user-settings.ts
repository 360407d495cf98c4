import { either, integer, listOf, object, oneOf, optional, text } from '../kernel/control/input.ts'

export const serviceId = text(/^[\w-]{1,32}$/, 'a service_id')

/** Reads changes of a user's settings. */
export const readUserSettings = object({
  wallet: optional(oneOf(['sufficient', 'insufficient'])),
  failNextDeductions: optional(integer(0, 1_000_000)),
  credit: optional(oneOf(['good', 'rejected'])),
  account: optional(oneOf(['normal', 'closed'])),
  authorisedServices: optional(either(listOf(serviceId), oneOf(['all']))),
})
