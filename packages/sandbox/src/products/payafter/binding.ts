import type { PayafterOrder } from './order.ts'
import { refusals } from './refusals.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import { Refused } from '../../kernel/protocol/refused.ts'

/** Fields of every request of the family besides the order's number. */
export interface ServiceReference {
  readonly appid: string
  readonly service_id: string
}

/**
 * Returns the service of a request.
 *
 * @throws {Refused} 403 unless service and appid belong together; an appid of another merchant is refused earlier
 */
export function boundService(merchant: MerchantView, { appid, service_id }: ServiceReference): ServiceConfig {
  const service = merchant.services.find((candidate) => candidate.service_id === service_id)
  if (!service?.appids.includes(appid)) throw new Refused(refusals.serviceNotAllowed)
  return service
}

/** An order is visible only with the appid and the service of its creation. */
export function visible(order: PayafterOrder | undefined, { appid, service_id }: ServiceReference) {
  return order?.appid === appid && order.service_id === service_id ? order : undefined
}
