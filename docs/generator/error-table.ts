import type { DocumentedError } from '../../packages/codegen/src/index.ts'
import { escape, prose } from './html.ts'

export function errorTable(errors: readonly DocumentedError[]): string {
  const anchors = new Set<string>()
  const rows = errors.map(({ status, code, message, meaning, remedy }) => {
    const text = message === undefined ? '' : `<q>${escape(message)}</q>`
    // One code may stand for several refusals: its anchor is at the first.
    const id = anchors.has(code) ? '' : ` id="error.${escape(code)}"`
    anchors.add(code)
    return `<tr${id}><td class="status">${status}</td><td class="code"><code>${escape(code)}</code>${text}</td><td class="text">${prose(meaning)}</td><td class="remedy">${prose(remedy)}</td></tr>`
  })
  return [
    '<div class="errors" v-pre><table>',
    '<thead><tr><th>状态</th><th>错误码与原文</th><th>原因</th><th>怎么办</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table></div>',
  ].join('\n')
}
