import { LAST_INSTANT, openid, outOrderNo } from '../kernel/control/fields.ts'
import { integer, notifyUrl, object, optional, text } from '../kernel/control/input.ts'
import { LIST_LIMIT, pageFields } from '../kernel/control/pages.ts'
import { readMode, readPercent, readStandingChanges } from './merchant-options.ts'
import { readUserSettings, serviceId } from './user-settings.ts'

const TEN_YEARS_MS = 10 * 365 * 86_400_000

const ofOrder = {
  outOrderNo: optional(outOrderNo),
  product: optional(text(/^[a-z-]{1,32}$/, 'the name of a product, such as payment, combined or refund')),
}

/** The inputs of the commands that no product owns, for programs and for HTTP alike. */
export const inputs = {
  advance: object({ ms: integer(0, TEN_YEARS_MS) }),
  setClock: object({ instant: integer(0, LAST_INSTANT) }),
  agenda: object({ limit: optional(integer(1, LIST_LIMIT)), ...ofOrder }),
  ofOrder: object(ofOrder),
  deliveries: object({ ...pageFields, ...ofOrder }),
  openid,
  user: readUserSettings,
  endpoint: object({ serviceId: optional(serviceId), url: notifyUrl }),
  standing: readStandingChanges,
  platform: object({ mode: optional(readMode), successorPercent: optional(readPercent) }),
  rotation: object({ successorPercent: optional(readPercent) }),
}
