import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Change, ControlApi, Page, PageRequest } from '../data/api.ts'
import { useRead } from '../data/sandbox.ts'

export interface Paged<T> {
  /** The items on this page; undefined until they have been read. */
  readonly items: readonly T[] | undefined
  /** Index of the page, from 0. */
  readonly page: number
  readonly newer: (() => void) | undefined
  readonly older: (() => void) | undefined
}

/**
 * Reads a list page by page, so that the cost does not depend on its length.
 *
 * @param name identifies the list; a new name starts at the first page
 */
export function usePaged<T>(
  name: string,
  limit: number,
  read: (api: ControlApi, page: PageRequest) => Promise<Page<T>>,
  concerns: (change: Change) => boolean,
): Paged<T> {
  const [place, setPlace] = useState<{ name: string; cursors: readonly string[] }>({ name, cursors: [] })
  const cursors = place.name === name ? place.cursors : []
  const cursor = cursors.at(-1)
  const key = `${name} ${cursor}`
  const content = useRead(key, async (api) => ({ key, ...(await read(api, { limit, cursor })) }), concerns)
  const move = useCallback((to: readonly string[]) => setPlace({ name, cursors: to }), [name])
  // While another page is being read, the old one is shown without its links.
  const isCurrent = content?.key === key
  const next = isCurrent ? content.next : undefined
  const ranOut = isCurrent && content.items.length === 0 && cursors.length > 0
  useEffect(() => {
    if (ranOut) move([])
  }, [ranOut, move])
  return {
    items: content?.items,
    page: cursors.length,
    newer: cursors.length === 0 ? undefined : () => move(cursors.slice(0, -1)),
    older: next === undefined ? undefined : () => move([...cursors, next]),
  }
}

/** The buttons to the other pages; nothing for a single page. */
export function Pager({ page, newer, older }: Omit<Paged<unknown>, 'items'>) {
  if (!newer && !older) return null
  return (
    <p class="pager">
      <button type="button" class="plain" disabled={!newer} onClick={newer}>
        较新
      </button>
      <span>第 {page + 1} 页</span>
      <button type="button" class="plain" disabled={!older} onClick={older}>
        更早
      </button>
    </p>
  )
}

/** `50`, or `50+` when another page follows. */
export function countText({ items, page, older }: Paged<unknown>): string {
  if (items === undefined) return ''
  return page > 0 || older ? `${items.length}+` : String(items.length)
}
