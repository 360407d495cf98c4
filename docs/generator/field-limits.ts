import { limitsInWords, type SchemaObject } from '../../packages/codegen/src/index.ts'

export interface FieldLimits {
  /** One short mark for all of them; undefined where there are none. */
  readonly short: string | undefined
  /** Each in words, without regular expressions. */
  readonly words: readonly string[]
}

export function limitsOf(schema: SchemaObject): FieldLimits {
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const { pattern, 'x-wechatpay-max-bytes': bytes } = value
  const words = [
    ...limitsInWords(schema).filter((phrase) => !phrase.startsWith('格式 ')),
    ...(bytes === undefined ? [] : [`UTF-8 编码后不超过 ${bytes} 字节`]),
    ...(pattern === undefined ? [] : [patternInWords(pattern)]),
  ]
  const short =
    range(schema.minItems, schema.maxItems, ' 项') ??
    range(value.minLength === 1 ? undefined : value.minLength, value.maxLength, ' 字') ??
    range(value.minimum, value.maximum, '') ??
    (pattern === undefined ? words[0] : '格式')
  return { short, words }
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return least === most ? `${least}${unit}` : `${least}–${most}${unit}`
  if (most !== undefined) return `≤ ${most}${unit}`
  return least === undefined ? undefined : `≥ ${least}${unit}`
}

const sets: readonly (readonly [written: string, name: string])[] = [
  ['0-9', '数字'],
  [String.raw`\d`, '数字'],
  ['A-Za-z', '大小写字母'],
  ['a-zA-Z', '大小写字母'],
  ['A-Z', '大写字母'],
  ['a-z', '小写字母'],
  [String.raw`\u4e00-\u9fa5`, '汉字'],
  [String.raw`\u4E00-\u9FA5`, '汉字'],
  [String.raw`\w`, '字母、数字、下划线'],
]

/** A pattern that says which characters may occur, as a list of them; other forms are told by the field's own words. */
export function patternInWords(pattern: string): string {
  const digits = /^\^(?:\\d|\[0-9\])\{(\d+)(?:,(\d+))?\}\$$/.exec(pattern)
  if (digits) return `${digits[1]}${digits[2] === undefined ? '' : ` 至 ${digits[2]}`} 位数字`
  let inside = /^\^(?:\(\?:)?\[((?:[^\]\\^]|\\.)(?:[^\]\\]|\\.)*)\](?:[*+]|\{\d+(?:,\d*)?\})\)?\$$/.exec(pattern)?.[1]
  if (inside === undefined) return '须符合说明中的格式'
  const names: string[] = []
  for (const [written, name] of sets) {
    if (!inside.includes(written)) continue
    inside = inside.replace(written, '')
    names.push(name)
  }
  const signs = inside.replaceAll(/\\(.)/g, '$1')
  // A range that has no name here cannot be told character by character.
  if (/\w-\w|^[^ -~]*\\u/.test(inside)) return '须符合说明中的格式'
  return `只能有${[...names, ...(signs === '' ? [] : [Array.from(signs).join(' ')])].join('、')}`
}
