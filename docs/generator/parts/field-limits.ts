import { limitsInWords, type SchemaObject } from '../../../packages/codegen/src/index.ts'
import type { Edition } from '../navigation/edition.ts'
import type { PageWords } from '../words/page-words.ts'

export interface FieldLimits {
  /** One short mark for all of them; undefined where there are none. */
  readonly short: string | undefined
  /** Each in words, without regular expressions. */
  readonly words: readonly string[]
}

export function limitsOf(schema: SchemaObject, { language, words }: Edition): FieldLimits {
  const say = words.limits
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const { pattern, 'x-wechatpay-max-bytes': bytes } = value
  const phrases = [
    ...limitsInWords(schema, language),
    ...(bytes === undefined ? [] : [say.bytes(bytes)]),
    ...(pattern === undefined ? [] : [patternInWords(pattern, say)]),
  ]
  const short =
    range(schema.minItems, schema.maxItems, say.items) ??
    range(value.minLength === 1 ? undefined : value.minLength, value.maxLength, say.characters) ??
    range(value.minimum, value.maximum, '') ??
    (pattern === undefined ? phrases[0] : say.format)
  return { short, words: phrases }
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return least === most ? `${least}${unit}` : `${least}–${most}${unit}`
  if (most !== undefined) return `≤ ${most}${unit}`
  return least === undefined ? undefined : `≥ ${least}${unit}`
}

const sets: readonly (readonly [written: string, name: keyof PageWords['limits']['sets']])[] = [
  ['0-9', 'digits'],
  [String.raw`\d`, 'digits'],
  ['A-Za-z', 'letters'],
  ['a-zA-Z', 'letters'],
  ['A-Z', 'upper'],
  ['a-z', 'lower'],
  [String.raw`\u4e00-\u9fa5`, 'chinese'],
  [String.raw`\u4E00-\u9FA5`, 'chinese'],
  [String.raw`\w`, 'word'],
]

/** A pattern that says which characters may occur, as a list of them; other forms are told by the field's own words. */
export function patternInWords(pattern: string, say: PageWords['limits']): string {
  const digits = /^\^(?:\(\?:)?(?:\\d|\[0-9\])\{(\d+)(?:,(\d+))?\}\)?\$$/.exec(pattern)
  if (digits) return say.digits(digits[1]!, digits[2])
  let inside = /^\^(?:\(\?:)?\[((?:[^\]\\^]|\\.)(?:[^\]\\]|\\.)*)\](?:[*+]|\{\d+(?:,\d*)?\})\)?\$$/.exec(pattern)?.[1]
  if (inside === undefined) return say.asDescribed
  const names: string[] = []
  for (const [written, name] of sets) {
    if (!inside.includes(written)) continue
    inside = inside.replace(written, '')
    names.push(say.sets[name])
  }
  const signs = inside.replaceAll(/\\(.)/g, '$1')
  // A range that has no name here cannot be told character by character.
  if (/\w-\w|^[^ -~]*\\u/.test(inside)) return say.asDescribed
  return say.only([...names, ...(signs === '' ? [] : [Array.from(signs).join(' ')])])
}
