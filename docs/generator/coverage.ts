import type { Operation, Webhook } from '../../packages/codegen/src/index.ts'
import { eventSummaries, implementations } from '../../packages/sandbox/src/products/index.ts'
import { eventUrl, operationUrl } from './page-url.ts'

/**
 * A page of its own shows programs, and a program is only shown where it has been run: so pages belong to what the
 * sandbox plays with all its states. Everything else is listed, with the way to its official documentation.
 */
export function hasPage(operation: Pick<Operation, 'id'>): boolean {
  return Object.hasOwn(implementations, operation.id)
}

/** The same for notifications: the sandbox sends it. */
export function isSent(webhook: Pick<Webhook, 'name'>): boolean {
  return Object.hasOwn(eventSummaries, webhook.name)
}

/** Where a reader learns about an operation; undefined where nothing is written anywhere. */
export function operationLink(operation: Operation): string | undefined {
  return hasPage(operation) ? operationUrl(operation) : operation.link
}

export function eventLink(webhook: Webhook): string | undefined {
  return isSent(webhook) ? eventUrl(webhook) : webhook.link
}
