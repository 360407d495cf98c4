import { describe, expect, test } from 'vitest'
import { englishEdition } from '../generator/navigation/edition.ts'
import { escape, plain } from '../generator/parts/html.ts'
import { eventUrl, operationUrl } from '../generator/navigation/page-url.ts'
import { policyTable } from '../generator/page-kinds/policy-table.ts'
import { codeBlocks } from '../generator/code-blocks.ts'
import { generatedPages, spec } from './support/generated.ts'

const chinese = generatedPages('zh')
const english = generatedPages('en')

test('the sandbox’s options are told in English, by the comments of their types', () => {
  const [chineseRows, englishRows] = (['zh', 'en'] as const).map((language) => policyTable(language).split('\n'))
  expect(englishRows!.length).toBe(chineseRows!.length)
  expect(englishRows!.filter((line) => /\p{Script=Han}/u.test(withoutOfficial(line)))).toEqual([])
  expect(englishRows!.join('\n')).toContain('Time after which an unpaid order is closed, ms')
})

describe('the English reference', () => {
  test('has the same pages', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()].map((file) => `en/${file}`))
    expect(english.size).toBeGreaterThan(1_289)
  })

  test('has the same programs, comments apart', () => {
    const programs = (markdown: string) => codeBlocks(markdown).map(({ code }) => code.replaceAll(/\/\/ .*$/gm, '// …'))
    const different = [...chinese].filter(
      ([file, markdown]) => programs(markdown).join('') !== programs(english.get(`en/${file}`) ?? '').join(''),
    )
    expect(different.map(([file]) => file)).toEqual([])
  })

  test('says nothing in Chinese but official names and original words, marked as such', () => {
    const chineseLines = [...english].flatMap(([file, markdown]) =>
      withoutOfficial(markdown)
        .split('\n')
        .filter((line) => /\p{Script=Han}/u.test(line))
        .map((line) => `${file}: ${line}`),
    )
    expect(chineseLines).toEqual([])
  })

  test('tells what values mean in both languages, by the names of the glossary too', () => {
    const page = (root: string) => `${root}api/v3/pay/transactions/out-trade-no/_out_trade_no_/get.md`
    expect(chinese.get(page(''))).toContain('<li><code>NOTPAY</code> 未支付</li>')
    expect(english.get(page('en/'))).toContain('<li><code>NOTPAY</code> Not paid</li>')
    // Bills are files, whose columns no page lists, and no page looks into the text that APIv2 shares with receivers in.
    const named = spec.values.filter(({ name }) => !/^(?:TradeBill|FundFlow|V2ProfitSharingRelation)/.test(name))
    const all = [...chinese.values()].join('')
    const untold = named.flatMap(({ values }) =>
      values.filter(({ value, meaning }) => meaning !== undefined && !all.includes(`<code>${value}</code> `)),
    )
    expect(untold).toEqual([])
  })

  test('names every operation and notification in both languages', () => {
    const { root } = englishEdition(spec)
    const all = [
      ...spec.operations.map((one) => ({ one, url: operationUrl(one) })),
      ...spec.webhooks.map((one) => ({ one, url: eventUrl(one) })),
    ]
    const nameless = all.filter(({ one, url }) => {
      const page = english.get(`${root}${url}.md`.slice(1)) ?? ''
      return (
        !page.includes(`\n# ${plain(one.english.title ?? '?')}\n`) ||
        !page.includes(`<span lang="zh-CN">${escape(one.title)}</span>`)
      )
    })
    expect(nameless.map(({ one }) => one.id)).toEqual([])
  })

  test('leads to English pages alone, where there are any', () => {
    const addresses = new Set([...english.keys()].map((file) => `/${file.replace(/(index)?\.md$/, '')}`))
    const astray = [...english].flatMap(([file, markdown]) =>
      [...markdown.matchAll(/(?:href="|\]\()(\/[^")#]*)/g)]
        .filter(([, to = '']) => !addresses.has(to) && !to.startsWith('/guide/') && !to.startsWith('/en/guide/'))
        .map(([, to]) => `${file} → ${to}`),
    )
    expect(astray).toEqual([])
  })

  test('tells a value that has no English description in the official words', () => {
    const page = english.get('en/api/v3/certificates/get.md')
    expect(page).toContain('<span class="official" lang="zh-CN">不填即 RSA</span> (official Chinese)')
  })
})

/** A page without its code, values on the wire, and what is marked as Chinese. */
function withoutOfficial(markdown: string): string {
  return markdown
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/ data-trial="[^"]*"/g, '')
    .replaceAll(/<li><code>.*?<\/code>/g, '')
    .replaceAll(/<(span|q)[^>]* lang="zh-CN">.*?<\/\1>/g, '')
    .replaceAll(/^\[Official documentation \(Chinese\): .*\]\(http.*\)$/gm, '')
}
