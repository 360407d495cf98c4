import type { DefaultTheme } from 'vitepress'

/**
 * Splits Chinese into words and names into their parts, for the index and the query alike: a search for 完结 finds it
 * inside a sentence, one for ticket finds finish_ticket. VitePress ships this function to the browser as text, so it
 * may refer to nothing outside itself.
 */
export function tokenize(text: string): string[] {
  const cache = globalThis as { wordSegmenter?: Intl.Segmenter }
  const segmenter = (cache.wordSegmenter ??= new Intl.Segmenter('zh-CN', { granularity: 'word' }))
  const words: string[] = []
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike !== true) continue
    words.push(segment)
    const parts = segment.split(/[_.]/)
    if (parts.length > 1) words.push(...parts.filter((part) => part !== ''))
  }
  return words
}

/** The code of an operation's page says nothing that its tables do not; six copies of it would treble the index. */
function withoutSnippets(source: string): string {
  return source.replaceAll(/^::: code-group\n[\s\S]*?^:::$/gm, '')
}

export const localSearch: { provider: 'local'; options: DefaultTheme.LocalSearchOptions } = {
  provider: 'local',
  options: {
    miniSearch: { options: { tokenize }, searchOptions: { tokenize, combineWith: 'AND', prefix: true, fuzzy: false } },
    _render: async (source, env, markdown) => {
      const html = await markdown.renderAsync(withoutSnippets(source), env)
      return env.frontmatter?.['search'] === false ? '' : html
    },
    locales: {
      root: {
        translations: {
          button: { buttonText: '搜索', buttonAriaLabel: '搜索文档' },
          modal: {
            displayDetails: '显示详情',
            resetButtonTitle: '清空',
            backButtonTitle: '关闭',
            noResultsText: '没有找到',
            footer: {
              selectText: '打开',
              selectKeyAriaLabel: '回车',
              navigateText: '切换',
              navigateUpKeyAriaLabel: '上',
              navigateDownKeyAriaLabel: '下',
              closeText: '关闭',
              closeKeyAriaLabel: '退出',
            },
          },
        },
      },
    },
  },
}
