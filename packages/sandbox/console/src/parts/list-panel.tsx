import type { VNode } from 'preact'
import { Pager, type Paged, countText } from './pager.tsx'

interface Props<T> {
  /** Identifies the panel on the page. */
  readonly name: string
  readonly title: string
  readonly list: Paged<T>
  readonly row: (item: T) => VNode
  /** Another class beside `orders`. */
  readonly look?: string
  /** Renders nothing while the list is empty. */
  readonly hidesEmpty?: boolean
}

/** A panel with a list, newest first, a page at a time. */
export function ListPanel<T>({ name, title, list, row, look = '', hidesEmpty = false }: Props<T>) {
  if (hidesEmpty && (list.items === undefined || (list.items.length === 0 && list.page === 0))) return null
  return (
    <section class={`panel orders ${look}`.trim()} aria-labelledby={`${name}-title`} data-view="orders">
      <h2 id={`${name}-title`}>
        {title} <span class="count">{countText(list)}</span>
      </h2>
      <ol class="order-list">{list.items?.map(row)}</ol>
      <Pager {...list} />
    </section>
  )
}
