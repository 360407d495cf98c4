interface Page {
  readonly text: string
  readonly link: string
}

/** The pages whose addresses have most in common with one that leads nowhere, as the browser shows it, best first. */
export function nearestPages(address: string, pages: readonly Page[], most = 6): Page[] {
  const wanted = pairsOf(decoded(address))
  const distinct = [...new Map(pages.map((page) => [page.link, page])).values()]
  const near = distinct.map((page) => ({ page, likeness: likeness(wanted, pairsOf(page.link)) }))
  return near
    .filter((one) => one.likeness > 0.3)
    .toSorted((one, two) => two.likeness - one.likeness)
    .slice(0, most)
    .map(({ page }) => page)
}

/** An address that leads nowhere may also be one that cannot be decoded. */
function decoded(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address.replaceAll(/%[\da-f]{0,2}/gi, ' ')
  }
}

/** Pairs of letters that follow each other: a letter too many or too few changes few of them. */
function pairsOf(address: string): ReadonlySet<string> {
  const text = address.toLowerCase().replaceAll(/\.(?:html|md)$|[^a-z0-9]+/g, ' ')
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)))
}

function likeness(one: ReadonlySet<string>, two: ReadonlySet<string>): number {
  const shared = [...one].filter((pair) => two.has(pair)).length
  return (2 * shared) / (one.size + two.size || 1)
}
