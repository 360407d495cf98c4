import type { Operation, Webhook } from '../../packages/codegen/src/index.ts'
import { products } from '../../packages/sandbox/src/products/index.ts'
import { protocolRoutes } from '../../packages/sandbox/src/kernel/protocol/protocol-routes.ts'
import { eventUrl, operationUrl } from './page-url.ts'

/** Products whose pages have programs. */
const documented: ReadonlySet<string> = new Set(['payafter'])

const parts = products.filter(({ name }) => documented.has(name))
const operations = new Set([protocolRoutes, ...parts.map(({ routes }) => routes)].flatMap(Object.keys))
const events = new Set(parts.flatMap(({ notifications }) => Object.keys(notifications)))

/**
 * A page of its own shows programs, and a program is only shown where it has been run: so pages belong to what the
 * sandbox plays with all its states. Everything else is listed, with the way to its official documentation.
 */
export function hasPage(operation: Pick<Operation, 'id'>): boolean {
  return operations.has(operation.id)
}

/** The same for notifications: the sandbox sends it. */
export function isSent(webhook: Pick<Webhook, 'name'>): boolean {
  return events.has(webhook.name)
}

/** Where a reader learns about an operation; undefined where nothing is written anywhere. */
export function operationLink(operation: Operation): string | undefined {
  return hasPage(operation) ? operationUrl(operation) : operation.link
}

export function eventLink(webhook: Webhook): string | undefined {
  return isSent(webhook) ? eventUrl(webhook) : webhook.link
}
