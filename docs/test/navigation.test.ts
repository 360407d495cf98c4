import { describe, expect, test } from 'vitest'
import { repositoryLinks } from '../.vitepress/place.ts'
import { nearestPages } from '../.vitepress/theme/nearest-pages.ts'
import { chineseEdition } from '../generator/navigation/edition.ts'
import { eventUrl, operationUrl } from '../generator/navigation/page-url.ts'
import { products, productOf } from '../generator/navigation/products.ts'
import { partsOf, sidebars, sidebarsByAddress, type SidebarItem } from '../generator/navigation/sidebars.ts'
import { spec } from './support/generated.ts'

const titles = chineseEdition(spec)
const made = sidebars(spec, titles)

describe('sidebars', () => {
  test('every operation and notification stands in one, once', () => {
    const links = [...made].flatMap(([name, items]) => (name === 'index' ? [] : linksOf(items)))
    const pages = [...spec.operations.map(operationUrl), ...spec.webhooks.map(eventUrl)]
    expect(links.filter((link) => !/^\/api\/(?:products\/|events\/$)/.test(link)).toSorted()).toEqual(pages.toSorted())
  })

  test('begin with ordinary payments, by the way in which the user pays', () => {
    expect(products.map(({ zh }) => zh).slice(0, 4)).toEqual(['基础支付', '分账', '商家转账', '微信支付分'])
    expect(partsOf(products[0]!, spec.operations, titles).map(({ text }) => text)).toEqual([
      'JSAPI 与小程序',
      'APP 支付',
      'H5 支付',
      'Native 支付',
      '付款码支付',
      '查单与关单',
      '合单支付',
      '退款',
      '账单',
    ])
  })

  test("tell a partner's call from a merchant's of the same name", () => {
    const [first] = made.get('payments')![0]!.items!
    expect(first!.items!.map(({ text }) => text)).toEqual([
      'JSAPI下单',
      'JSAPI下单（服务商）',
      '小程序支付下单（服务商）',
    ])
  })

  test('are named by the longest address that a page stands below', () => {
    const byAddress = sidebarsByAddress(spec)
    const named = (url: string) => {
      let address = url.slice(1)
      while (byAddress[address] === undefined) address = address.slice(0, address.lastIndexOf('/'))
      return byAddress[address]
    }
    const wrong = spec.operations.filter((operation) => named(operationUrl(operation)) !== productOf(operation).slug)
    expect(wrong.map(({ id }) => id)).toEqual([])
    expect(named('/api/events/payscore/user-paid')).toBe('events')
    expect(named('/api/products/payscore')).toBe('payscore')
    // Every reader loads it.
    expect(Object.keys(byAddress).length).toBeLessThan(200)
  })
})

describe('an address that leads nowhere', () => {
  const pages = [
    { text: '合单', link: '/api/v3/combine-transactions/jsapi/post' },
    { text: 'JSAPI下单', link: '/api/v3/pay/transactions/jsapi/post' },
    { text: '错误处理', link: '/guide/errors' },
    { text: 'JSAPI下单', link: '/api/v3/pay/transactions/jsapi/post' },
  ]

  test('has near ones, each once, the nearest first', () => {
    expect(nearestPages('/api/v3/pay/transaction/jsap/post.html', pages).map(({ link }) => link)).toEqual([
      '/api/v3/pay/transactions/jsapi/post',
      '/api/v3/combine-transactions/jsapi/post',
    ])
    expect(nearestPages('/guide/error', pages).map(({ text }) => text)).toEqual(['错误处理'])
  })

  test('has them for an address that is cut within a letter', () => {
    expect(nearestPages('/guide/error%E9%94', pages).map(({ text }) => text)).toEqual(['错误处理'])
  })

  test('has none where nothing is like it', () => {
    expect(nearestPages('/wp-login', pages)).toEqual([])
  })
})

describe('the link to the repository', () => {
  test.each([
    ['git+https://example.com/a/b.git', 'https://example.com/a/b'],
    ['github:a/b', 'https://github.com/a/b'],
    ['a/b', 'https://github.com/a/b'],
    ['git@example.com:a/b.git', 'https://example.com/a/b'],
    ['git+ssh://git@example.com/a/b.git', 'https://example.com/a/b'],
    ['git://example.com/a/b.git', 'https://example.com/a/b'],
  ])('%s', (repository, link) => {
    expect(repositoryLinks({ repository })?.map((one) => one.link)).toEqual([link])
    expect(repositoryLinks({ repository: { url: repository } })?.map((one) => one.link)).toEqual([link])
  })

  test('has an icon of lines, which the theme would fill', () => {
    const [link] = repositoryLinks({ repository: 'a/b' })!
    expect(link!.icon).toMatchObject({ svg: expect.stringMatching(/^<svg [^>]*style="fill:none"/) as string })
  })

  test('is left out while nobody names one', () => {
    expect(repositoryLinks({})).toBeUndefined()
  })
})

function linksOf(items: readonly SidebarItem[]): string[] {
  return items.flatMap(({ link, items: below = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(below)])
}
