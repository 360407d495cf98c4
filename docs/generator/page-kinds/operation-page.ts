import { sandboxAnswer as exampleAnswer } from '../../../packages/codegen/src/index.ts'
import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import { badgeLine, operationBadges } from '../parts/badges.ts'
import { breadcrumbs } from '../parts/breadcrumbs.ts'
import { callNotes } from '../calls/call-notes.ts'
import { examplesFor } from '../calls/call-values.ts'
import type { Edition } from '../navigation/edition.ts'
import { errorTable } from '../parts/error-table.ts'
import {
  bodyGroup,
  fieldTable,
  objectGroup,
  parameterGroup,
  schemaGroup,
  type FieldGroup,
} from '../parts/field-table.ts'
import { breakable, joinParts, markdown, plain } from '../parts/html.ts'
import { officialLine } from '../parts/official-line.ts'
import { operationLink, related, seeAlso } from '../parts/related.ts'
import { snippets, type Snippet } from '../calls/snippets.ts'
import { tryIt } from '../parts/try-it.ts'
import { chinese } from '../words/zh.ts'

/** The Markdown of one operation's page. */
export function operationPage(operation: Operation, spec: Spec, edition: Edition): string {
  const { words } = edition
  const title = edition.title(operation)
  return joinParts([
    `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(`${operation.method} ${operation.path}`)}\npageClass: operation\n---`,
    breadcrumbs(operation, edition),
    `# ${plain(title)}`,
    officialLine(operation, edition),
    `<p class="endpoint" v-pre><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code></p>`,
    badgeLine(operationBadges(operation, spec, edition), operation.link, edition),
    markdown(edition.description(operation)),
    `## ${words.headings.request}`,
    fieldTable(requestGroups(operation, edition), 'request', edition),
    `## ${words.headings.calls}`,
    ...calls(operation, spec, edition),
    tryIt(operation, spec, words.calls.tryIt),
    `## ${words.headings.answer}`,
    answer(operation, spec, edition),
    ...lastSections(operation, spec, edition, errorTable),
  ])
}

/**
 * The sections from the error codes on, which the page and its Markdown twin have in common.
 *
 * @param table writes the errors as this form of the page needs them
 */
export function lastSections(operation: Operation, spec: Spec, edition: Edition, table: typeof errorTable): string[] {
  const { words } = edition
  return [
    `## ${words.headings.errors}`,
    operation.errors.length > 0 ? table(operation.errors, edition) : words.errors.none,
    ...unknownOutcome(operation, edition),
    ...related(operation, spec, edition),
    ...seeAlso(operation, edition),
  ]
}

/** The fields of a request, as the options object of a call groups them. */
export function requestGroups({ parameters, body, upload }: Operation, { words }: Edition): FieldGroup[] {
  const say = words.fields
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]?.contentSchema
  const kind = body.kind === 'multipart' ? 'meta' : body.kind
  return [
    parameterGroup('path', say.path, parameters.path),
    objectGroup('query', say.query, parameters.query),
    objectGroup('headers', say.headers, parameters.headers),
    ...(kind === 'none' ? [] : [bodyGroup(kind, say.bodies[kind], meta ?? body.schema)]),
    ...(upload
      ? [
          bodyGroup('file', say.file, {
            properties: {
              filename: { type: 'string', title: say.fileName, 'x-wechatpay-title-en': say.fileName },
              content: { type: 'Blob | Uint8Array', title: say.fileContent, 'x-wechatpay-title-en': say.fileContent },
            },
            required: ['filename', 'content'],
          }),
        ]
      : []),
  ]
}

function calls(operation: Operation, spec: Spec, edition: Edition): string[] {
  const say = edition.words.calls
  const tabs = snippets(operation, spec)
  const before = callNotes[operation.id]?.obtains
  const blocks = tabs.map(
    (tab) => `\`\`\`ts call ${marks(tab, edition)} [${tabTitle(tab, edition)}]\n${tab.code}\`\`\``,
  )
  return [
    ...(tabs.some(({ optional }) => optional.length > 0) ? [fieldSwitch(edition)] : []),
    `::: code-group\n\n${blocks.join('\n\n')}\n\n:::`,
    `${before ? say.obtained(before.field) + say.folded : ''}${say.styles}`,
  ]
}

/** 异步纯链式; the English name has the Chinese one beside it. */
export function tabTitle({ timing, address }: Snippet, { language, words }: Edition): string {
  const official = `${chinese.calls[timing]}${chinese.calls.addresses[address]}`
  return language === 'zh' ? official : `${words.calls[timing]} ${words.calls.addresses[address]} ${official}`
}

/** Every key, as in the table, or those that the call cannot do without. */
function fieldSwitch({ words: { calls: say } }: Edition): string {
  return `<p class="switch" v-pre><label><input type="radio" name="fields" value="all" checked>${say.all}</label><label><input type="radio" name="fields" value="required">${say.required}</label></p>`
}

/** Words of the fence: which lines may be left out, which are folded, and in which language that is said. */
function marks({ optional, before }: Snippet, { language }: Edition): string {
  return [
    ...(optional.length > 0 ? [`optional=${ranges(optional)}`] : []),
    ...(before ? [`before=${before.join('-')}`, ...(language === 'zh' ? [] : [`lang=${language}`])] : []),
  ].join(' ')
}

/** 1, 2, 3, 7 → `1-3,7`. */
function ranges(numbers: readonly number[]): string {
  const parts: [first: number, last: number][] = []
  for (const number of numbers) {
    const last = parts.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return parts.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

/** The table of the answer, and beside it an example. */
function answer(operation: Operation, spec: Spec, edition: Edition): string {
  const sentence = answerInWords(operation, edition)
  if (sentence !== undefined) return sentence
  const table = fieldTable([schemaGroup('', operation.response.schema)], 'response', edition)
  const code = exampleJson(operation, spec)
  if (code === undefined) return table
  return `<div class="beside">\n\n${table}\n\n\`\`\`json call\n${code}\n\`\`\`\n\n</div>`
}

/** An answer that has no fields, in a sentence. */
export function answerInWords({ response: { kind }, redirect }: Operation, { words }: Edition): string | undefined {
  if (redirect) return words.answer.redirect
  return kind === 'json' || kind === 'xml' ? undefined : words.answer.files[kind]
}

/** The example of an answer, as the sandbox gives it. */
export function exampleJson(operation: Operation, spec: Spec): string | undefined {
  const { example } = exampleAnswer(operation, examplesFor(spec)) as { example?: unknown }
  return example === undefined ? undefined : JSON.stringify(example, undefined, 2)
}

function unknownOutcome({ resolve, retry }: Operation, edition: Edition): string[] {
  if (retry === 'safe') return []
  const { headings, unknown: say } = edition.words
  const then = resolve
    ? say.query(operationLink(resolve.operation, edition))
    : retry === 'idempotent'
      ? say.repeat
      : say.noQuery
  return [`## ${headings.unknown}`, `${say.thrown}${then}`]
}
