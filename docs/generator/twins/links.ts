/** Where the twin of a page stands: `/guide/errors` → `/guide/errors.md`, `/api/` → `/api/index.md`. */
export function twinAddress(page: string): string {
  return page.endsWith('/') ? `${page}index.md` : `${page}.md`
}

/**
 * Links of a page lead to twins: who reads Markdown goes on reading Markdown. Anchors are left out, since they are those
 * of the HTML.
 *
 * @param isPage whether a page stands at an address
 */
export function linkTwins(markdown: string, isPage: (address: string) => boolean): string {
  return markdown.replaceAll(/\]\((\/[^)\s#]*)(#[^)\s]*)?\)/g, (whole, page: string) =>
    isPage(page) ? `](${twinAddress(page)})` : whole,
  )
}
