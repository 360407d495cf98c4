import { withBase, type Router } from 'vitepress'

declare global {
  interface Window {
    /** The hash in the name of each page's file, as VitePress reads it. */
    __VP_HASH_MAP__?: Readonly<Record<string, string>>
  }
}

let whole: Promise<void> | undefined

/**
 * Loads the names of all pages when a reader points at a link, at the latest when the reader follows it. A page comes
 * with the name of its own file alone (page-map.ts beside the configuration).
 */
export function lazyPageMap(router: Pick<Router, 'onBeforePageLoad'>): void {
  const before = router.onBeforePageLoad
  let isFirst = true
  router.onBeforePageLoad = async (address) => {
    if (!isFirst) await loadPageMap()
    isFirst = false
    return before?.(address)
  }
  for (const intent of ['pointerover', 'focusin', 'touchstart'])
    document.addEventListener(intent, loadAtLink, { passive: true })
}

function loadAtLink({ target }: Event): void {
  if (target instanceof Element && target.closest('a[href]') !== null) void loadPageMap()
}

/** Without an answer VitePress finds no page, asks once more by itself, and says so. */
function loadPageMap(): Promise<void> {
  whole ??= fetch(withBase('/hashmap.json'), { cache: 'no-cache' })
    .then(async (answer) => {
      window.__VP_HASH_MAP__ = (await answer.json()) as Readonly<Record<string, string>>
    })
    .catch(() => {
      whole = undefined
    })
  return whole
}
