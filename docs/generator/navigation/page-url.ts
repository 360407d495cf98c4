import type { Operation, Webhook } from '../../../packages/codegen/src/index.ts'

/** The folder below `api/` that one sidebar serves: version and product, `v3/payscore`, `hk/v3/certificates`. */
export function sectionOf(operation: Pick<Operation, 'address' | 'product'>): string {
  const segments = operation.address.split('/')
  return segments.slice(0, segments.indexOf(operation.product) + 1).join('/')
}

/**
 * An operation's page reads like its address on the chain:
 * `/api/v3/payscore/payafter-orders/_out_order_no_/complete/post`.
 */
export function operationUrl(operation: Pick<Operation, 'address' | 'method'>): string {
  const segments = operation.address.split('/').map((segment) => {
    const parameter = /^\{(\w+)\}$/.exec(segment)
    // An address that ends with a slash has an empty last segment, which is no file name.
    return parameter ? `_${parameter[1]}_` : segment || '_'
  })
  return `/api/${segments.join('/')}/${operation.method.toLowerCase()}`
}

/** `PAYSCORE.USER_PAID` → `/api/events/payscore/user-paid`. A dot in the last segment would read as a file extension. */
export function eventUrl(webhook: Pick<Webhook, 'name'>): string {
  return `/api/events/${webhook.name.toLowerCase().replaceAll('.', '/').replaceAll('_', '-')}`
}
