import type { MarkdownRenderer } from 'vitepress'

/** Labels what a program prints in the language of the page; the site's configuration has one label for all. */
export function labelOutput({ renderer }: MarkdownRenderer): void {
  const { fence } = renderer.rules
  renderer.rules.fence = (tokens, index, options, env, self) => {
    const html = fence?.(tokens, index, options, env, self) ?? ''
    const { relativePath = '' } = env as { relativePath?: string }
    return relativePath.startsWith('en/')
      ? html.replace('<span class="lang">输出<', '<span class="lang">Output<')
      : html
  }
}
