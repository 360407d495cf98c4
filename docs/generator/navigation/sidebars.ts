import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import type { Edition } from './edition.ts'
import { eventUrl, operationUrl } from './page-url.ts'
import { isOfPartner, namedPart, productOf, products, type Product } from './products.ts'

export interface SidebarItem {
  readonly text: string
  readonly link?: string
  readonly collapsed?: boolean
  readonly items?: readonly SidebarItem[]
}

/** Some operations of a product under one heading. */
export interface ProductPart {
  readonly text: string
  readonly operations: readonly Operation[]
}

/** Every trail in the order of the products: APIv2 has parts of many. */
const trails = products.flatMap((product) => product.trails)

/** More groups than this begin closed, apart from the one with the page that is open. */
const MOST_OPEN = 6

/** Address of the page that lists a product's operations. */
export function productUrl({ slug }: Product): string {
  return `/api/products/${slug}`
}

/** The sidebars by name: one a product, one of the notifications, and the list of products. */
export function sidebars(spec: Spec, edition: Edition): ReadonlyMap<string, readonly SidebarItem[]> {
  const { language, root, words } = edition
  const ofProducts = products.map((product) => {
    const link = root + productUrl(product)
    const parts = partsOf(product, spec.operations, edition)
    const collapsed = parts.length > MOST_OPEN
    const groups = parts.map(({ text, operations }) => ({
      text,
      collapsed,
      items: operations.map((operation) => ({
        text: listTitle(operation, edition),
        link: root + operationUrl(operation),
      })),
    }))
    return [product.slug, [{ text: product[language], link, items: groups }]] as const
  })
  const events = [...Map.groupBy(spec.webhooks, ({ group }) => group.join('/'))].map(([, members]) => ({
    text: members[0]!.group.map(edition.group).join(' · ') || words.index.otherGroup,
    collapsed: true,
    items: members.map((webhook) => ({ text: edition.title(webhook), link: root + eventUrl(webhook) })),
  }))
  const all = products.map((product) => ({ text: product[language], link: root + productUrl(product) }))
  return new Map<string, readonly SidebarItem[]>([
    ...ofProducts,
    ['events', [{ text: words.notifications, link: `${root}/api/events/`, items: events }]],
    ['index', [{ text: words.api, link: `${root}/api/`, items: all }]],
  ])
}

/** The operations of a product by the part of it that they belong to. */
export function partsOf(product: Product, operations: readonly Operation[], edition: Edition): ProductPart[] {
  const own = operations.filter((operation) => productOf(operation) === product)
  const parts = [...Map.groupBy(own, (operation) => partName(operation, product, edition))].map(([text, members]) => ({
    text,
    operations: members.toSorted((one, two) => Number(isOfPartner(one)) - Number(isOfPartner(two))),
  }))
  return parts.toSorted((one, two) => {
    const [first, second] = [one.operations[0]!, two.operations[0]!]
    return positionOf(first) - positionOf(second) || callerOrder(first) - callerOrder(second)
  })
}

/** Parts of other products stand after a product's own, those without a name last. */
function positionOf(operation: Operation): number {
  const [first] = operation.group
  const trail = first === undefined ? trails.length + 1 : trails.indexOf(first)
  return namedPart(operation)?.position ?? (trail === -1 ? trails.length : trail)
}

/** Sorts by caller: calls that merchants make themselves come first, calls that partners make for them last. */
function callerOrder({ group: [, caller = ''] }: Operation): number {
  if (caller.includes('直连商户')) return 0
  return caller.includes('合作伙伴') ? 2 : 1
}

/** The part of its product that an operation belongs to: 微信支付分 › 先享后付 → 先享后付. */
export function partName(operation: Operation, product: Product, { language, group, words }: Edition): string {
  const named = namedPart(operation)
  if (named) return named[language]
  const [first = '', ...others] = operation.group
  if (first === '') return words.index.otherGroup
  // Products with several trails would have two parts of one name: 直连商户模式.
  const names = first === product.trails[0] && others.length > 0 ? others : operation.group
  return names.map(group).join(' · ')
}

/** A title that tells a partner's call from a merchant's of the same name beside it. */
export function listTitle(operation: Operation, { title, words }: Edition): string {
  return namedPart(operation) && isOfPartner(operation) ? title(operation) + words.index.partner : title(operation)
}

/**
 * Names the sidebar of each page by the beginning of its address; the longest that fits decides. Chinese and English
 * pages have the same ones.
 */
export function sidebarsByAddress({ operations }: Pick<Spec, 'operations'>): Readonly<Record<string, string>> {
  const root = new Place()
  for (const operation of operations)
    root.add(operationUrl(operation).slice('/api/'.length).split('/'), productOf(operation).slug)
  const entries = Object.fromEntries(root.entries('api', 'index'))
  const lists = Object.fromEntries(products.map((product) => [productUrl(product).slice(1), product.slug]))
  return { api: 'index', ...entries, ...lists, 'api/events': 'events' }
}

/** A segment of addresses, with what stands below it. */
class Place {
  readonly #below = new Map<string, Place>()
  readonly #counts = new Map<string, number>()

  add([segment, ...others]: readonly string[], slug: string): void {
    this.#counts.set(slug, (this.#counts.get(slug) ?? 0) + 1)
    if (segment === undefined) return
    const place = this.#below.get(segment) ?? new Place()
    this.#below.set(segment, place)
    place.add(others, slug)
  }

  /** Lists the addresses whose sidebar differs from that of the address above. */
  *entries(address: string, above: string): Generator<[address: string, slug: string]> {
    for (const [segment, place] of this.#below) {
      const [most = above] = [...place.#counts].toSorted(([, one], [, two]) => two - one)[0] ?? []
      const here = `${address}/${segment}`
      if (most !== above) yield [here, most]
      yield* place.entries(here, most)
    }
  }
}
