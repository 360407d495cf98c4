import { existsSync } from 'node:fs'
import type { Edition } from './edition.ts'

const docsFolder = new URL('../../', import.meta.url)

/** Links to guides lead to those in the edition's language where they are written, else to the Chinese ones. */
export function guideLinks(markdown: string, { root }: Edition): string {
  return markdown.replaceAll(/\]\((\/guide\/[\w-]+)/g, (_, page: string) => {
    const isWritten = existsSync(new URL(`.${root}${page}.md`, docsFolder))
    return `](${isWritten ? root : ''}${page}`
  })
}
