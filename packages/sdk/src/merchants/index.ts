/** Clients of many merchants in one process. See {@link Merchants}. */
export { Merchants, type MerchantsOptions } from './merchants.ts'
