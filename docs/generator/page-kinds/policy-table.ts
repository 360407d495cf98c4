import { policyOptions } from '../../../packages/sandbox/src/products/index.ts'
import { escape, prose } from '../parts/html.ts'
import { policyComments } from './policy-comments.ts'
import { table } from '../twins/tables.ts'
import type { PageWords } from '../words/page-words.ts'
import { english } from '../words/en.ts'
import { chinese } from '../words/zh.ts'

type Language = 'zh' | 'en'
const words: Readonly<Record<Language, PageWords['policy']>> = { zh: chinese.policy, en: english.policy }

/** The sandbox's choices where production is undocumented: a part that the sandbox's guide includes. */
export function policyTable(language: Language): string {
  const { option, standard, meaning } = words[language]
  const rows = options(language).map(({ name, value, text, others }) =>
    [
      `<tr><td class="name"><code>${escape(name)}</code></td>`,
      `<td class="type">${escape(value)}</td>`,
      `<td class="text">${marked(prose(text), language)}${orElse(
        others.map((other) => `<code>${escape(other)}</code>`),
        language,
      )}</td></tr>`,
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
export function policyTwin(language: Language): string {
  const { option, standard, meaning } = words[language]
  return table(
    [option, standard, meaning],
    options(language).map(({ name, value, text, others }) => [
      `\`${name}\``,
      `\`${value}\``,
      `${text}${orElse(
        others.map((other) => `\`${other}\``),
        language,
      )}`,
    ]),
  )
}

interface PolicyRow {
  readonly name: string
  readonly value: string
  readonly text: string
  readonly others: readonly string[]
}

function options(language: Language): PolicyRow[] {
  return Object.entries(policyOptions).map(([name, { default: value, choices = [], meaning }]) => ({
    name,
    value: show(value),
    text: language === 'zh' ? meaning : inEnglish(name),
    others: choices.filter((choice) => choice !== value).map(show),
  }))
}

/** @throws {Error} an option has no doc comment */
function inEnglish(name: string): string {
  const comment = policyComments().get(name)
  if (comment === undefined) throw new Error(`The sandbox's option ${name} has no doc comment`)
  // The choices follow, as further parts of the sentence.
  return comment.replace(/\.$/, '')
}

/** Official names inside English sentences are read aloud in Chinese. */
function marked(html: string, language: Language): string {
  return language === 'zh' ? html : html.replaceAll(/\p{Script=Han}+/gu, '<span lang="zh-CN">$&</span>')
}

function orElse(others: readonly string[], language: Language): string {
  return others.length === 0 ? '' : words[language].or(others)
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
