import type { PayafterOrder } from '../domain/order.ts'
import { refusals } from '../domain/refusals.ts'
import type { ServiceConfig } from '../domain/service.ts'
import type { MerchantView } from './merchant-view.ts'
import { Refused } from './refused.ts'

/** What every request of the family names besides the order. */
export interface ServiceReference {
  readonly appid: string
  readonly service_id: string
}

/**
 * The service a request is about.
 *
 * @throws {Refused} 403 unless merchant, appid and service belong together
 */
export function boundService(merchant: MerchantView, { appid, service_id }: ServiceReference): ServiceConfig {
  if (!merchant.appids.includes(appid)) throw new Refused(refusals.appidNotBound)
  const service = merchant.services.find((candidate) => candidate.service_id === service_id)
  if (!service?.appids.includes(appid)) throw new Refused(refusals.serviceNotAllowed)
  return service
}

/** An order is visible only under the appid and the service it was created with. */
export function visible(order: PayafterOrder | undefined, { appid, service_id }: ServiceReference) {
  return order?.appid === appid && order.service_id === service_id ? order : undefined
}
