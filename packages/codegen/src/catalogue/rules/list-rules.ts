import type { ListFacts } from '../../spec/document.ts'
import type { CatalogueField, CatalogueOperation } from '../entry.ts'

/**
 * Describes how a list is paged; undefined for an operation that returns no list.
 *
 * - `offset` and `limit` count items, unless the field is documented as a page's number, which then starts at 0
 * - `page_index` and `page_size` count pages from 1
 * - `page_token` takes `next_page_token` of the previous answer
 */
export function listFacts({ version, request, response }: CatalogueOperation): ListFacts | undefined {
  if (version !== 'v3') return undefined
  const [place, fields] =
    request.query.length > 0 ? ['query' as const, request.query] : ['json' as const, request.body.fields]
  const field = (...names: readonly string[]) => fields.find(({ name }) => names.includes(name))
  const items = listOf(response.fields)
  const limit = field('limit', 'page_size', 'count')
  const offset = field('offset')
  const page = field('page_index')
  const cursor = field('page_token')
  if (!items || !limit || !(offset ?? page ?? cursor)) return undefined
  // A plain `count` counts the page, not the whole list.
  const total = response.fields.find(({ name }) => /^total_(?:count|num)$/.test(name))
  const common = {
    items,
    in: place,
    limit: limit.name,
    ...(limit.maximum !== undefined && { maxLimit: limit.maximum }),
    ...(total && { total: total.name }),
  }
  if (cursor) {
    const next = response.fields.find(({ name }) => name === `next_${cursor.name}`)
    return next && { ...common, cursor: cursor.name, next: next.name }
  }
  if (page) return { ...common, page: page.name, firstPage: 1 }
  if (!offset) return undefined
  return offset.label?.includes('页码')
    ? { ...common, page: offset.name, firstPage: 0 }
    : { ...common, offset: offset.name }
}

/** The only list of objects in an answer; `data` where there are several. */
function listOf(fields: readonly CatalogueField[]): string | undefined {
  const lists = fields.filter(({ type }) => type === 'object[]' || type === 'string[]').map(({ name }) => name)
  if (lists.includes('data')) return 'data'
  return lists.length === 1 ? lists[0] : undefined
}
