import type { PayafterOrder } from './order.ts'
import { refusals } from './refusals.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import { Refused } from '../../kernel/protocol/refused.ts'

/** What every request of the family names besides the order. */
export interface ServiceReference {
  readonly appid: string
  readonly service_id: string
}

/**
 * The service a request is about.
 *
 * @throws {Refused} 403 unless service and appid belong together; the appid is the merchant's, or the request is refused before
 */
export function boundService(merchant: MerchantView, { appid, service_id }: ServiceReference): ServiceConfig {
  const service = merchant.services.find((candidate) => candidate.service_id === service_id)
  if (!service?.appids.includes(appid)) throw new Refused(refusals.serviceNotAllowed)
  return service
}

/** An order is visible only under the appid and the service it was created with. */
export function visible(order: PayafterOrder | undefined, { appid, service_id }: ServiceReference) {
  return order?.appid === appid && order.service_id === service_id ? order : undefined
}
