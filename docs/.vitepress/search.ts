import { readFileSync } from 'node:fs'
import type { DefaultTheme } from 'vitepress'

/**
 * Splits Chinese into words and names into their parts, for the index and the query alike: a search for 完结 finds it
 * inside a sentence, one for ticket finds finish_ticket. 查单 is one word here: apart, its 单 is the one of 下单, and orders
 * are found before the query. VitePress ships this function to the browser as text, so it may refer to nothing outside
 * itself.
 */
export function tokenize(text: string): string[] {
  const cache = globalThis as { wordSegmenter?: Intl.Segmenter }
  const segmenter = (cache.wordSegmenter ??= new Intl.Segmenter('zh-CN', { granularity: 'word' }))
  const words: string[] = []
  for (const piece of text.split(/([查关下撤]单)/)) {
    if (/^[查关下撤]单$/.test(piece)) {
      words.push(piece)
      continue
    }
    for (const { segment, isWordLike } of segmenter.segment(piece)) {
      if (isWordLike !== true) continue
      words.push(segment)
      const parts = segment.split(/[_.]/)
      if (parts.length > 1) words.push(...parts.filter((part) => part !== ''))
    }
  }
  return words
}

/**
 * Orders, refunds and trade bills of ordinary payments, pay-after orders and the guide to errors stand first, then
 * guides and other common products, APIv2 last. Who searches 查单 wants the query; chapters of guides are called so, too.
 * Shipped as text, as `tokenize` is.
 */
export function rank(address: string, term?: string): number {
  if (term === '查单' && /^\/api\/v3\/pay\/transactions\/out-trade-no\/\w+\/get$/.test(address)) return 30
  if (term === '查单' && /^\/api\/v3\/pay\/transactions\/id\/\w+\/get$/.test(address)) return 20
  if (/^(?:\/en)?\/(?:guide\/errors|api\/v3\/(?:pay\/transactions\/(?!\w+-with-)|bill\/tradebill\/))/.test(address))
    return 6
  if (/^(?:\/en)?\/api\/v3\/(?:payscore\/payafter-orders\/|refund\/domestic\/refunds\/post)/.test(address)) return 4
  if (/^(?:\/en)?\/api\/v3\/(?:pay\/transactions|refund|bill|billdownload)\//.test(address)) return 3
  if (/^(?:\/en)?\/api\/v3\/combine-transactions\//.test(address)) return 1.5
  // It says something of everything.
  if (/^(?:\/en)?\/guide\/sandbox/.test(address)) return 1
  if (/^(?:\/en)?\/(?:guide|api\/v3\/(?:pay|profitsharing|fund-app|payscore))\//.test(address)) return 2
  return /^(?:\/en)?\/api\/v2\//.test(address) ? 0.5 : 1
}

let words: Readonly<Record<string, string>> | undefined

/** Words by page; written by the generator, so read no sooner than they are needed. */
function wordsByPage(): Readonly<Record<string, string>> {
  words ??= Object.assign(
    {},
    ...['../api/search-words.json', '../en/api/search-words.json', '../en/reference/search-words.json'].map(
      (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as object,
    ),
  ) as Readonly<Record<string, string>>
  return words
}

/**
 * The part of a generated page that is indexed: title, sentences, and the words of its tables once. One entry a page; all of its
 * HTML would make the index five times as big, and the build slower by a third.
 */
function briefOf(source: string, words: string): string {
  const [, title = ''] = /^# (.+)$/m.exec(source) ?? []
  const path = /<code>(.*?)<\/code><\/p>/.exec(source)?.[1]?.replaceAll('<wbr>', '') ?? ''
  const sentences = source.split(/^## /m)[0]!.split('</p>\n').at(-1) ?? ''
  return `<h1>${title}<a href="#"></a></h1>\n${path} ${sentences} ${words}`
}

export const localSearch: { provider: 'local'; options: DefaultTheme.LocalSearchOptions } = {
  provider: 'local',
  options: {
    miniSearch: {
      options: { tokenize },
      searchOptions: { tokenize, combineWith: 'AND', prefix: true, fuzzy: false, boostDocument: rank },
    },
    _render: async (source, env, markdown) => {
      const brief = wordsByPage()[env.relativePath]
      if (brief !== undefined) return briefOf(source, brief)
      const html = await markdown.renderAsync(source, env)
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
