import {
  limitsInWords,
  schemaFields,
  type Parameter,
  type SchemaField,
  type SchemaObject,
} from '../../packages/codegen/src/index.ts'
import { escape, prose, tip } from './html.ts'

/** Rows under one heading: path parameters, query, body. */
export interface FieldGroup {
  readonly title: string
  readonly fields: readonly SchemaField[]
}

export function parameterGroup(title: string, parameters: readonly Parameter[]): FieldGroup {
  const fields = parameters.map((parameter) => ({ ...parameter, path: parameter.name, depth: 0, when: undefined }))
  return { title, fields }
}

export function schemaGroup(title: string, schema: SchemaObject | undefined): FieldGroup {
  return { title, fields: schema ? schemaFields(schema) : [] }
}

/** What the table describes decides its words: a request has required fields, an answer has fields always present. */
export type Direction = 'request' | 'response'

const words = {
  request: { required: '必填', some: '部分必填', lock: '敏感字段：传明文即可，SDK 用微信支付公钥加密后才发出' },
  response: { required: '必返', some: '部分必返', lock: '敏感字段：SDK 用商户私钥解密后才交给你' },
} as const

/** The table, or a sentence when there is nothing to list. Rows stack into cards on a phone. */
export function fieldTable(groups: readonly FieldGroup[], direction: Direction): string {
  const filled = groups.filter((group) => group.fields.length > 0)
  if (filled.length === 0) return direction === 'request' ? '没有参数。' : '应答没有正文。'
  return [
    `<div class="fields ${direction}" v-pre><table>`,
    `<thead><tr><th>名称</th><th>类型</th><th>${words[direction].required}</th><th>说明</th></tr></thead>`,
    ...filled.map((group) => groupRows(group, direction, filled.length > 1 || direction === 'request')),
    '</table></div>',
  ].join('\n')
}

function groupRows(group: FieldGroup, direction: Direction, titled: boolean): string {
  const rows: string[] = titled ? [heading(group.title)] : []
  let when: string | undefined
  for (const field of group.fields) {
    if (field.depth === 0 && field.when !== when) {
      when = field.when
      if (when !== undefined) rows.push(heading(when))
    }
    rows.push(row(field, direction))
  }
  return `<tbody>\n${rows.join('\n')}\n</tbody>`
}

function heading(title: string): string {
  return `<tr class="group"><th colspan="4" scope="colgroup">${escape(title)}</th></tr>`
}

function row({ name, depth, required, requiredForSome, schema }: SchemaField, direction: Direction): string {
  const mark = required ? words[direction].required : requiredForSome ? words[direction].some : ''
  const lock = schema['x-wechatpay-encrypted'] === 'rsa-oaep' ? tip('lock', '加密', words[direction].lock) : ''
  return [
    `<tr${depth > 0 ? ` style="--depth:${depth}"` : ''}${schema.deprecated === true ? ' class="deprecated"' : ''}>`,
    `<td class="name"><code>${escape(name)}</code>${lock}</td>`,
    `<td class="type">${typeName(schema)}${limits(schema)}</td>`,
    `<td class="mark">${mark}</td>`,
    `<td class="text">${description(schema)}</td>`,
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
  const phrases = limitsInWords(schema)
  if (phrases.length === 0) return ''
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const short =
    range(schema.minItems, schema.maxItems, ' 项') ??
    range(value.minLength === 1 ? undefined : value.minLength, value.maxLength, ' 字') ??
    range(value.minimum, value.maximum, '') ??
    (value.pattern === undefined ? phrases[0] : '格式')
  return tip('limit', short ?? '限制', phrases.join('；'))
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return least === most ? `${least}${unit}` : `${least}–${most}${unit}`
  if (most !== undefined) return `≤ ${most}${unit}`
  return least === undefined ? undefined : `≥ ${least}${unit}`
}

function description(schema: SchemaObject): string {
  const title = schema.title === undefined ? '' : `<b>${escape(schema.title)}</b>`
  const text = schema.description === undefined ? '' : ` ${prose(schema.description.trim())}`
  return `${title}${text}${values(schema)}`.trim()
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
