import type { Operation } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { escape } from './html.ts'
import { productOf } from '../navigation/products.ts'
import { partName, productUrl } from '../navigation/sidebars.ts'

/** 接口 › product › part of it. */
export function breadcrumbs(operation: Operation, edition: Edition): string {
  const { language, root, words } = edition
  const product = productOf(operation)
  const links = [
    `<a href="${root}/api/">${words.api}</a>`,
    `<a href="${root}${productUrl(product)}">${escape(product[language])}</a>`,
  ]
  return `<nav class="crumbs" aria-label="${words.position}" v-pre>${links.join('')}<span>${escape(partName(operation, product, edition))}</span></nav>`
}
