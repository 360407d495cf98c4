import { policyOptions } from '../../packages/sandbox/src/products/index.ts'
import { escape } from './html.ts'

/** The sandbox's choices where production is undocumented: a part that the sandbox's guide includes. */
export function policyTable(): string {
  const rows = Object.entries(policyOptions).map(([name, option]) => {
    const others = option.choices?.filter((choice) => choice !== option.default) ?? []
    const alternatives = others.map((choice) => `<code>${escape(show(choice))}</code>`).join('、')
    return [
      `<tr><td class="name"><code>${escape(name)}</code></td>`,
      `<td class="type">${escape(show(option.default))}</td>`,
      `<td class="text">${escape(option.meaning)}${alternatives === '' ? '' : `；也可以是 ${alternatives}`}</td></tr>`,
    ].join('')
  })
  return [
    '<div class="fields" v-pre><table>',
    '<thead><tr><th>选项</th><th>默认</th><th>含义</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table></div>\n',
  ].join('\n')
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
