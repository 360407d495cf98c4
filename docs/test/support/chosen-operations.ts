import type { Operation } from '../../../packages/codegen/src/index.ts'
import { operationUrl } from '../../generator/navigation/page-url.ts'
import { changedPages } from './changed-pages.ts'
import { spec } from './generated.ts'

/** The first that anybody tries: chosen every time. */
const always = /^v3\/payscore\/payafter-orders/
/** One in so many is chosen every time. */
const parts = 10

/** The programs of all pages are tried: `WECHATPAY_DOCS=all npx vitest run docs`. Else those of the chosen pages. */
export const everything = process.env['WECHATPAY_DOCS'] === 'all'

/** Operations of a half of the spec, or of both. */
export interface Half {
  readonly half?: 0 | 1
}

/**
 * All operations if asked for; else a fixed part of them, and those whose programs differ from where the branch began.
 */
export function chosenOperations({ half }: Half = {}): Operation[] {
  const changed = everything ? undefined : changedPages()
  return spec.operations.filter(
    (operation, index) =>
      (half === undefined || index % 2 === half) &&
      (changed === undefined ||
        Math.floor(index / 2) % parts === 0 ||
        always.test(operation.address) ||
        changed.has(pageOf(operation))),
  )
}

/** The file of an operation's page: `api/v3/certificates/get.md`. */
export function pageOf(operation: Operation): string {
  return `${operationUrl(operation).slice(1)}.md`
}
