import type { Operation } from '../../packages/codegen/src/index.ts'
import { escape } from './html.ts'
import { productOf } from './products.ts'
import { partName, productUrl, type Titles } from './sidebars.ts'

const words = {
  zh: { api: '接口', position: '位置' },
  en: { api: 'API', position: 'Position' },
} as const

/** 接口 › product › part of it. */
export function breadcrumbs(operation: Operation, titles: Titles): string {
  const { language, root } = titles
  const { api, position } = words[language]
  const product = productOf(operation)
  const links = [
    `<a href="${root}/api/">${api}</a>`,
    `<a href="${root}${productUrl(product)}">${escape(product[language])}</a>`,
  ]
  return `<nav class="crumbs" aria-label="${position}" v-pre>${links.join('')}<span>${escape(partName(operation, product, titles))}</span></nav>`
}
