import { policyOptions } from '../../packages/sandbox/src/products/index.ts'
import { escape } from './html.ts'
import { table } from './twins/tables.ts'
import { chinese } from './words/zh.ts'

/** The sandbox's choices where production is undocumented: a part that the sandbox's guide includes. */
export function policyTable(): string {
  const { option, standard, meaning } = chinese.policy
  const rows = options().map(({ name, value, text, others }) =>
    [
      `<tr><td class="name"><code>${escape(name)}</code></td>`,
      `<td class="type">${escape(value)}</td>`,
      `<td class="text">${escape(text)}${orElse(others.map((other) => `<code>${escape(other)}</code>`))}</td></tr>`,
    ].join(''),
  )
  return [
    '<div class="fields" v-pre><table>',
    `<thead><tr><th>${option}</th><th>${standard}</th><th>${meaning}</th></tr></thead><tbody>`,
    ...rows,
    '</tbody></table></div>\n',
  ].join('\n')
}

/** The same in Markdown, for the guide's twin. */
export function policyTwin(): string {
  const { option, standard, meaning } = chinese.policy
  return table(
    [option, standard, meaning],
    options().map(({ name, value, text, others }) => [
      `\`${name}\``,
      `\`${value}\``,
      `${text}${orElse(others.map((other) => `\`${other}\``))}`,
    ]),
  )
}

interface PolicyRow {
  readonly name: string
  readonly value: string
  readonly text: string
  readonly others: readonly string[]
}

function options(): PolicyRow[] {
  return Object.entries(policyOptions).map(([name, { default: value, choices = [], meaning }]) => ({
    name,
    value: show(value),
    text: meaning,
    others: choices.filter((choice) => choice !== value).map(show),
  }))
}

function orElse(others: readonly string[]): string {
  return others.length === 0 ? '' : chinese.policy.or(others)
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
