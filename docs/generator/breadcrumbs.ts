import type { Operation, Spec } from '../../packages/codegen/src/index.ts'
import { escape } from './html.ts'
import { groupName } from './navigation.ts'
import { sectionOf } from './page-url.ts'

/** 接口 › product › part of it. */
export function breadcrumbs(operation: Operation, { products }: Spec): string {
  const section = sectionOf(operation)
  const title = products.find((product) => product.address === section)?.title ?? section
  const links = [`<a href="/api/">接口</a>`, `<a href="/api/${section}/">${escape(title)}</a>`]
  return `<nav class="crumbs" aria-label="位置" v-pre>${links.join('')}<span>${escape(groupName(operation))}</span></nav>`
}
