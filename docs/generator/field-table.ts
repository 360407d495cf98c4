import {
  conditionInWords,
  isSensitive,
  schemaFields,
  unitInChinese,
  type Parameter,
  type SchemaField,
  type SchemaObject,
} from '../../packages/codegen/src/index.ts'
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

/** What the table describes decides its words: a request has required fields, an answer has fields always present. */
export type Direction = 'request' | 'response'

const words = {
  request: { required: '必填', some: '部分必填', lock: '敏感字段：传明文即可，SDK 用微信支付公钥加密后才发出' },
  response: { required: '必返', some: '部分必返', lock: '敏感字段：SDK 用商户私钥解密后才交给你' },
} as const

/** The table, or a sentence when there is nothing to list. Rows stack into cards where there is little room. */
export function fieldTable(groups: readonly FieldGroup[], direction: Direction): string {
  const filled = groups.filter((group) => group.fields.length > 0)
  if (filled.length === 0) return direction === 'request' ? '没有参数。' : '应答没有正文。'
  const anchors = new Set<string>()
  return [
    `<div class="fields ${direction}" v-pre><table>`,
    `<thead><tr><th>名称</th><th>类型</th><th>${words[direction].required}</th><th>说明</th></tr></thead>`,
    ...filled.map((group) => groupRows(group, direction, anchors)),
    '</table></div>',
  ].join('\n')
}

function groupRows(group: FieldGroup, direction: Direction, anchors: Set<string>): string {
  const { anchor, title, object } = group
  const rows: string[] = title === '' ? [] : [heading(title)]
  const top = object ? 1 : 0
  if (object)
    rows.push(
      `<tr${idOf(anchor, anchors)}><td class="name"><code>${object.name}</code></td><td class="type">object</td><td class="mark">${object.required ? words[direction].required : ''}</td><td class="text">${escape(object.text)}</td></tr>`,
    )
  let when: string | undefined
  for (const field of group.fields) {
    if (field.depth === top && field.when !== when) {
      when = field.when
      if (when !== undefined) rows.push(heading(when))
    }
    rows.push(row(field, direction, idOf(`${anchor}.${field.path.replaceAll('[]', '')}`, anchors)))
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

function row(field: SchemaField, direction: Direction, id: string): string {
  const { name, depth, required, requiredForSome, schema } = field
  const mark = required ? words[direction].required : requiredForSome ? words[direction].some : ''
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const lock = isSensitive(value) ? tip('lock', '加密', words[direction].lock) : ''
  return [
    `<tr${id}${depth > 0 ? ` style="--depth:${depth}"` : ''}${schema.deprecated === true ? ' class="deprecated"' : ''}>`,
    `<td class="name"><code>${escape(name)}</code>${lock}</td>`,
    `<td class="type">${typeName(schema)}${limits(schema)}</td>`,
    `<td class="mark">${mark}</td>`,
    `<td class="text">${description(field, direction)}</td>`,
    '</tr>',
  ].join('')
}

function typeName(schema: SchemaObject): string {
  if (schema.type === 'array') return `${typeName(schema.items ?? {})}[]`
  const [type = 'object'] = [schema.type ?? (schema.anyOf || schema.oneOf ? 'object' : 'string')].flat()
  return escape(type)
}

/** One short mark for all limits of a field; the tooltip spells them out. */
function limits(schema: SchemaObject): string {
  const { short, words: phrases } = limitsOf(schema)
  return short === undefined ? '' : tip('limit', short, phrases.join('；'))
}

function description({ schema, requiredForSome }: SchemaField, direction: Direction): string {
  const title = schema.title === undefined ? '' : `<b>${escape(schema.title)}</b>`
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const unit = value['x-wechatpay-unit']
  const condition = schema['x-wechatpay-condition']
  const text = schema.description?.trim() ?? ''
  const sentences = [
    text,
    unit !== undefined && !text.includes('单位') ? unitInChinese(unit) : '',
    condition === undefined ? '' : conditionInWords(condition, direction),
    direction === 'request' ? callers(schema, requiredForSome) : '',
  ].filter((sentence) => sentence !== '')
  const told = sentences.length === 0 ? '' : ` ${prose(sentences.join('。').replaceAll('。。', '。'))}`
  return `${title}${told}${values(schema)}`.trim()
}

const callerNames = { merchant: '直连商户', partner: '服务商', brand: '品牌' } as const

/** Who must or may send a field, where that differs. */
function callers(schema: SchemaObject, requiredForSome: boolean): string {
  const { 'x-wechatpay-required-for': needing, 'x-wechatpay-audience': knowing } = schema
  const names = (list: readonly (keyof typeof callerNames)[]) => list.map((one) => callerNames[one]).join('、')
  if (needing) return `${names(needing)}必填`
  if (knowing) return `仅${names(knowing)}填写`
  return requiredForSome ? '通常必填，因商户类型而异' : ''
}

function values(schema: SchemaObject): string {
  const known = schema.enum ?? schema['x-extensible-enum'] ?? schema.items?.enum ?? schema.items?.['x-extensible-enum']
  if (!known || known.length === 0) return ''
  const meanings = schema['x-enumDescriptions'] ?? schema.items?.['x-enumDescriptions'] ?? {}
  const items = known.map((value) => {
    const meaning = meanings[String(value)]
    return `<li><code>${escape(String(value))}</code>${meaning === undefined ? '' : ` ${prose(meaning)}`}</li>`
  })
  return `<ul class="values">${items.join('')}</ul>`
}
