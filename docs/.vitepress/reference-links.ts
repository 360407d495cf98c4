import type { MarkdownRenderer } from 'vitepress'
import { linkGuide } from '../generator/packages/reference-links.ts'

/** Links the guides to the reference of the packages. */
export function referenceLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before('normalize', 'reference-links', (state) => {
    const { relativePath = '' } = state.env as { relativePath?: string }
    state.src = linkGuide(relativePath, state.src)
  })
}
