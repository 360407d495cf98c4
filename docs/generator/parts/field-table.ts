import {
  conditionInWords,
  isSensitive,
  schemaFields,
  unitInWords,
  type Parameter,
  type SchemaField,
  type SchemaObject,
} from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import { limitsOf } from './field-limits.ts'
import { escape, prose, tip } from './html.ts'

/** Rows under one heading: path parameters, query, body. */
export interface FieldGroup {
  /** Begins the anchors of its rows: `json.amount.total`. */
  readonly anchor: string
  readonly title: string
  readonly fields: readonly SchemaField[]
  /** The object that holds the fields, where it has a row of its own. */
  readonly object?: { readonly name: string; readonly text: string; readonly required: boolean }
}

export function parameterGroup(anchor: string, title: string, parameters: readonly Parameter[]): FieldGroup {
  const fields = parameters.map((parameter) => ({ ...parameter, path: parameter.name, depth: 0, when: undefined }))
  return { anchor, title, fields }
}

/** Parameters that are members of one object of the call, `query` or `headers`. */
export function objectGroup(name: string, text: string, parameters: readonly Parameter[]): FieldGroup {
  const { fields } = parameterGroup(name, '', parameters)
  return {
    anchor: name,
    title: '',
    fields: fields.map(oneStepIn),
    object: { name, text, required: fields.some((one) => one.required) },
  }
}

export function schemaGroup(title: string, schema: SchemaObject | undefined): FieldGroup {
  return { anchor: 'data', title, fields: schema ? schemaFields(schema) : [] }
}

/** The body as the call takes it: the object first, its fields one step in. */
export function bodyGroup(name: string, text: string, schema: SchemaObject | undefined): FieldGroup {
  const { fields } = schemaGroup('', schema)
  return { anchor: name, title: '', fields: fields.map(oneStepIn), object: { name, text, required: true } }
}

function oneStepIn(field: SchemaField): SchemaField {
  return { ...field, depth: field.depth + 1 }
}

/**
 * The direction decides the words of a table: a request has required fields, an answer has fields that are always
 * present.
 */
export type Direction = 'request' | 'response'

/** The table, or a sentence when there is nothing to list. Rows stack into cards where there is little room. */
export function fieldTable(groups: readonly FieldGroup[], direction: Direction, edition: Edition): string {
  const { fields: say } = edition.words
  const filled = groups.filter((group) => group.fields.length > 0)
  if (filled.length === 0) return direction === 'request' ? say.noParameters : say.noBody
  const anchors = new Set<string>()
  const heads = [say.name, say.type, say[direction].required, say.text]
  return [
    `<div class="fields ${direction}" v-pre><table>`,
    `<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>`,
    ...filled.map((group) => groupRows(group, direction, edition, anchors)),
    '</table></div>',
  ].join('\n')
}

function groupRows(group: FieldGroup, direction: Direction, edition: Edition, anchors: Set<string>): string {
  const { anchor, title, object } = group
  const rows: string[] = title === '' ? [] : [heading(title)]
  const top = object ? 1 : 0
  if (object)
    rows.push(
      `<tr${idOf(anchor, anchors)}><td class="name"><code>${object.name}</code></td><td class="type">object</td><td class="mark">${object.required ? edition.words.fields[direction].required : ''}</td><td class="text">${escape(object.text)}</td></tr>`,
    )
  let when: string | undefined
  for (const field of group.fields) {
    if (field.depth === top && field.when !== when) {
      when = field.when
      if (when !== undefined) rows.push(heading(edition.alternative(when)))
    }
    rows.push(row(field, direction, edition, idOf(`${anchor}.${field.path.replaceAll('[]', '')}`, anchors)))
  }
  return `<tbody>\n${rows.join('\n')}\n</tbody>`
}

/** An alternative may repeat a name: the first has the anchor. */
function idOf(anchor: string, anchors: Set<string>): string {
  if (anchors.has(anchor)) return ''
  anchors.add(anchor)
  return ` id="${escape(anchor)}"`
}

function heading(title: string): string {
  return `<tr class="group"><th colspan="4" scope="colgroup">${escape(title)}</th></tr>`
}

function row(field: SchemaField, direction: Direction, edition: Edition, id: string): string {
  const { name, depth, schema } = field
  const say = edition.words.fields
  const lock = isLocked(schema) ? tip('lock', say.encrypted, say[direction].lock) : ''
  return [
    `<tr${id}${depth > 0 ? ` style="--depth:${depth}"` : ''}${schema.deprecated === true ? ' class="deprecated"' : ''}>`,
    `<td class="name"><code>${escape(name)}</code>${lock}</td>`,
    `<td class="type">${escape(typeName(schema))}${limits(schema, edition)}</td>`,
    `<td class="mark">${requiredMark(field, direction, edition)}</td>`,
    `<td class="text">${description(field, direction, edition)}</td>`,
    '</tr>',
  ].join('')
}

export function requiredMark(
  { required, requiredForSome }: SchemaField,
  direction: Direction,
  { words }: Edition,
): string {
  const say = words.fields[direction]
  return required ? say.required : requiredForSome ? say.some : ''
}

/** Whether the value travels encrypted. */
export function isLocked(schema: SchemaObject): boolean {
  return isSensitive(schema.type === 'array' ? (schema.items ?? schema) : schema)
}

export function typeName(schema: SchemaObject): string {
  if (schema.type === 'array') return `${typeName(schema.items ?? {})}[]`
  const [type = 'object'] = [schema.type ?? (schema.anyOf || schema.oneOf ? 'object' : 'string')].flat()
  return type
}

/** One short mark for all limits of a field; the tooltip spells them out. */
function limits(schema: SchemaObject, edition: Edition): string {
  const { short, words: phrases } = limitsOf(schema, edition)
  return short === undefined ? '' : tip('limit', short, phrases.join(edition.words.fields.semicolon))
}

function description(field: SchemaField, direction: Direction, edition: Edition): string {
  const { title, officialTitle, officialDescription } = edition.field(field.schema)
  const text = fieldSentences(field, direction, edition)
  const parts = [
    title === undefined ? '' : `<b>${escape(title)}</b>`,
    officialTitle === undefined ? '' : official(escape(officialTitle)),
    text === '' ? '' : prose(text),
    officialDescription === undefined
      ? ''
      : `${official(prose(officialDescription))} (${edition.words.officialChinese})`,
  ]
  return `${parts.filter((part) => part !== '').join(' ')}${values(field.schema, edition)}`
}

/** Chinese words of the documentation on a page in another language. */
function official(html: string): string {
  return `<span class="official" lang="zh-CN">${html}</span>`
}

/** Describes a field in Markdown: its meaning, its unit, and when and by whom it is sent. */
export function fieldSentences(
  { schema, requiredForSome }: SchemaField,
  direction: Direction,
  edition: Edition,
): string {
  const { language, words } = edition
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const unit = value['x-wechatpay-unit']
  const condition = schema['x-wechatpay-condition']
  const text = edition.field(schema).description ?? ''
  const sentences = [
    text,
    unit !== undefined && !/单位|Unit:/.test(text) ? unitInWords(unit, language) : '',
    condition === undefined ? '' : conditionInWords(condition, direction, language),
    direction === 'request' ? callers(schema, requiredForSome, edition) : '',
  ].filter((sentence) => sentence !== '')
  const { stop } = words.fields
  return sentences.join(stop).replaceAll(stop.trim() + stop, stop)
}

/** Who must or may send a field, where that differs. */
function callers(schema: SchemaObject, requiredForSome: boolean, { words }: Edition): string {
  const { 'x-wechatpay-required-for': needing, 'x-wechatpay-audience': knowing } = schema
  const say = words.fields
  const names = (list: readonly (keyof typeof say.callers)[]) => list.map((one) => say.callers[one]).join(say.and)
  if (needing) return say.requiredFor(names(needing))
  if (knowing) return say.onlyFor(names(knowing))
  return requiredForSome ? say.usuallyRequired : ''
}

/** The known values of a field, each with its meaning where it has one. */
export function knownValues(schema: SchemaObject, edition: Edition): { value: string; meaning: string | undefined }[] {
  const known = schema.enum ?? schema['x-extensible-enum'] ?? schema.items?.enum ?? schema.items?.['x-extensible-enum']
  const meanings = schema['x-enumDescriptions'] ?? schema.items?.['x-enumDescriptions'] ?? {}
  const { value: inWords } = edition.field(schema)
  return (known ?? []).map((one) => {
    const meaning = meanings[String(one)]
    return { value: String(one), meaning: meaning === undefined ? undefined : inWords(meaning) }
  })
}

function values(schema: SchemaObject, edition: Edition): string {
  const items = knownValues(schema, edition).map(
    ({ value, meaning }) =>
      `<li><code>${escape(value)}</code>${meaning === undefined ? '' : ` ${prose(meaning)}`}</li>`,
  )
  return items.length === 0 ? '' : `<ul class="values">${items.join('')}</ul>`
}
