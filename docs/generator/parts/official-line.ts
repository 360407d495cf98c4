import type { Operation, Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { escape } from './html.ts'

/** The official Chinese name below a title in another language; empty where the title is the official one. */
export function officialLine({ title }: Pick<Operation | Webhook, 'title'>, { words }: Edition): string {
  if (words.officialName === undefined) return ''
  return `<p class="official-name" v-pre>${words.officialName} <span lang="zh-CN">${escape(title)}</span></p>`
}
