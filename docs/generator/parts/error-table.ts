import type { DocumentedError } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { escape, prose } from './html.ts'

export function errorTable(errors: readonly DocumentedError[], edition: Edition): string {
  const { words } = edition
  const anchors = new Set<string>()
  const rows = errors.map(({ status, code, message, meaning, remedy }) => {
    const text =
      message === undefined ? '' : `<q${edition.language === 'zh' ? '' : ' lang="zh-CN"'}>${escape(message)}</q>`
    // One code may stand for several refusals: its anchor is at the first.
    const id = anchors.has(code) ? '' : ` id="error.${escape(code)}"`
    anchors.add(code)
    return `<tr${id}><td class="status">${status}</td><td class="code"><code>${escape(code)}</code>${text}</td><td class="text">${prose(edition.meaning(meaning))}</td><td class="remedy">${prose(edition.remedy(remedy))}</td></tr>`
  })
  const heads = [words.errors.status, words.errors.code, words.errors.meaning, words.errors.remedy]
  return [
    '<div class="errors" v-pre><table>',
    `<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>`,
    ...rows,
    '</tbody></table></div>',
  ].join('\n')
}
