import type { Spec } from '../../packages/codegen/src/index.ts'
import { escape } from './html.ts'
import { indexPage } from './index-pages.ts'
import { sectionsOf } from './navigation.ts'
import { products } from './products.ts'
import { partsOf, productUrl, type Titles } from './sidebars.ts'

export const apiWords = {
  zh: {
    title: '接口',
    intro: (count: number) =>
      `全部 ${count} 个接口各有一页：参数、六种写法、返回、错误码、官方链接。沙箱带状态模拟哪些接口、记得哪些接口的参数、哪些按示例应答，每一页都写明。`,
    common: '常用产品',
    other: '其他产品',
    byAddress: '按地址',
    count: (count: number) => `${count} 个接口`,
    between: '、',
  },
  en: {
    title: 'API',
    intro: (count: number) =>
      `Each of the ${count} operations has a page: parameters, six ways to call it, the answer, errors, the official link. Every page says whether the sandbox plays the call with state, remembers its parameters or answers by example.`,
    common: 'Common products',
    other: 'Other products',
    byAddress: 'By address',
    count: (count: number) => `${count} operations`,
    between: ', ',
  },
} as const

/** So many parts of a product are named. */
const most = 10

/** `/api/`: every product with its parts, then the same operations by the beginning of their addresses. */
export function apiIndex(spec: Spec, titles: Titles, sectionTitle: (section: string) => string): string {
  const { language, root } = titles
  const { title, intro, common, other, byAddress, count, between } = apiWords[language]
  const ofProduct = products.map((product) => {
    const parts = partsOf(product, spec.operations, titles)
    const total = parts.reduce((sum, { operations }) => sum + operations.length, 0)
    const names = parts.map(({ text }) => text).filter((text) => text !== product[language])
    return {
      product,
      html: `<li><a href="${root}${productUrl(product)}"><b>${escape(product[language])}</b><em>${escape(names.slice(0, most).join(between))}</em><span>${count(total)}</span></a></li>`,
    }
  })
  const list = (isCommon: boolean) =>
    ofProduct.filter(({ product }) => (product.isCommon ?? false) === isCommon).map(({ html }) => html)
  const addresses = sectionsOf(spec.operations).map(
    ({ section, operations }) =>
      `<li><a href="${root}/api/${section}/"><b>${escape(sectionTitle(section))}</b><code>${escape(section)}</code><span>${count(operations.length)}</span></a></li>`,
  )
  const parts = [
    [common, list(true)],
    [other, list(false)],
    [byAddress, addresses],
  ] as const
  return indexPage(
    title,
    intro(spec.operations.length),
    parts.flatMap(([heading, rows]) => [`## ${heading}`, `<ul class="catalogue products">\n${rows.join('\n')}\n</ul>`]),
  )
}
