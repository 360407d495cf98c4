import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import { operationBadges, type Badge } from '../parts/badges.ts'
import { callNotes } from '../calls/call-notes.ts'
import type { Edition } from '../navigation/edition.ts'
import { schemaGroup } from '../parts/field-table.ts'
import { joinParts, tight } from '../parts/html.ts'
import { answerInWords, exampleJson, lastSections, requestGroups } from '../page-kinds/operation-page.ts'
import { addressesOf, snippets } from '../calls/snippets.ts'
import { errorTable, fieldTable } from './tables.ts'

/** An operation's page as plain Markdown. One program stands for the six, with and without what may be left out. */
export function operationTwin(operation: Operation, spec: Spec, edition: Edition): string {
  const { words } = edition
  return joinParts([
    ...head(operation, edition, `\`${operation.method} ${operation.path}\``),
    badgeList(operationBadges(operation, spec, edition), operation.link, edition),
    tight(edition.description(operation)),
    `## ${words.headings.request}`,
    fieldTable(requestGroups(operation, edition), 'request', edition),
    `## ${words.headings.calls}`,
    ...programs(operation, spec, edition),
    `## ${words.headings.answer}`,
    answerInWords(operation, edition) ?? fieldTable([schemaGroup('', operation.response.schema)], 'response', edition),
    ...example(operation, spec, edition),
    ...lastSections(operation, spec, edition, errorTable),
  ])
}

/** The title, the official one where it is another, and what identifies the page. */
export function head(entry: Parameters<Edition['title']>[0], edition: Edition, identity: string): string[] {
  const { officialName } = edition.words
  return [
    `# ${edition.title(entry)}`,
    officialName === undefined ? identity : `${identity} · ${officialName}: ${entry.title}`,
  ]
}

export function badgeList(badges: readonly Badge[], link: string | undefined, { words }: Edition): string {
  const items = badges.map(({ text, successors = [] }) => {
    const links = successors.map(({ title, url }) => (url === undefined ? title : `[${title}](${url})`))
    return `- ${text}${links.length === 0 ? '' : words.badges.successors(links)}`
  })
  return [...items, ...(link === undefined ? [] : [`- [${words.badges.official}](${link})`])].join('\n')
}

function programs(operation: Operation, spec: Spec, edition: Edition): string[] {
  const say = edition.words.calls
  const snippet = snippets(operation, spec).find(({ timing, address }) => timing === 'sync' && address === 'chain')!
  const { code, optional } = snippet
  const before = callNotes[operation.id]?.obtains
  const [, ...others] = addressesOf(operation)
  const fence = (program: string) => `\`\`\`ts\n${program}\`\`\``
  const required = code
    .split('\n')
    .filter((_, index) => !optional.includes(index + 1))
    .join('\n')
  return [
    ...(before ? [`${say.obtained(before.field)}${edition.words.fields.stop.trim()}`] : []),
    ...(optional.length === 0 ? [fence(code)] : [`${say.required}:`, fence(required), `${say.all}:`, fence(code)]),
    say.sameAddress(others.map((address) => `\`${address}\``)),
  ]
}

function example(operation: Operation, spec: Spec, edition: Edition): string[] {
  if (answerInWords(operation, edition) !== undefined) return []
  const json = exampleJson(operation, spec)
  return json === undefined ? [] : [`${edition.words.answer.example}:`, `\`\`\`json\n${json}\n\`\`\``]
}
