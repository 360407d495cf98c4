import type { MarkdownRenderer } from 'vitepress'

const bilingual = /(?<mark>\/\/|#|<!--) (?<zh>[^·\n]*\p{Script=Han}[^·\n]*?) · (?<en>.+)$/gmu

/** A comment `// 分 · fen` says it in the language of the page alone, so that guides in both share one program. */
export function inLanguageOf(page: string, code: string): string {
  return code.replaceAll(bilingual, page.startsWith('en/') ? '$<mark> $<en>' : '$<mark> $<zh>')
}

/** Applies {@link inLanguageOf} to every block of code. */
export function commentLanguage(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('comment-language', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string }
    for (const token of tokens) if (token.type === 'fence') token.content = inLanguageOf(relativePath, token.content)
  })
}
