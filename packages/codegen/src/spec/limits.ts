import type { Language } from '../glossary/language.ts'
import type { SchemaObject } from './document.ts'

/** How a language says limits. */
interface LimitWords {
  readonly items: readonly [least: (count: number) => string, most: (count: number) => string, unit: string]
  readonly characters: LimitWords['items']
  readonly bounds: LimitWords['items']
  /** Between two bounds. */
  readonly to: string
  readonly time: string
  readonly date: string
  readonly standard: (value: string) => string
}

const words: Readonly<Record<Language, LimitWords>> = {
  zh: {
    items: [(count) => `最少 ${count} 项`, (count) => `最多 ${count} 项`, ' 项'],
    characters: [(count) => `最短 ${count} 个字符`, (count) => `最长 ${count} 个字符`, ' 个字符'],
    bounds: [(bound) => `不小于 ${bound}`, (bound) => `不大于 ${bound}`, ''],
    to: ' 至 ',
    time: 'RFC 3339 时间',
    date: '日期 YYYY-MM-DD',
    standard: (value) => `默认 ${value}`,
  },
  en: {
    items: [(count) => `At least ${plural(count, 'item')}`, (count) => `At most ${plural(count, 'item')}`, ' items'],
    characters: [
      (count) => `At least ${plural(count, 'character')}`,
      (count) => `At most ${plural(count, 'character')}`,
      ' characters',
    ],
    bounds: [(bound) => `At least ${bound}`, (bound) => `At most ${bound}`, ''],
    to: ' to ',
    time: 'RFC 3339 time',
    date: 'Date YYYY-MM-DD',
    standard: (value) => `Default ${value}`,
  },
}

/**
 * A schema's limits as short phrases, without its pattern: `最长 32 个字符`, `1 至 100`; `At most 32 characters`, `1 to 100`.
 */
export function limitsInWords(schema: SchemaObject, language: Language = 'zh'): string[] {
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  const say = words[language]
  return [
    range(schema.minItems, schema.maxItems, say.items, say.to),
    range(value.minLength, value.maxLength, say.characters, say.to),
    range(value.minimum, value.maximum, say.bounds, say.to),
    value.format === 'date-time' ? say.time : value.format === 'date' ? say.date : undefined,
    value.default === undefined ? undefined : say.standard(String(value.default)),
  ].filter((phrase) => phrase !== undefined)
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function range(
  least: number | undefined,
  most: number | undefined,
  [atLeast, atMost, unit]: LimitWords['items'],
  to: string,
): string | undefined {
  if (least !== undefined && most !== undefined)
    return least === most ? `${least}${unit}` : `${least}${to}${most}${unit}`
  if (least !== undefined) return atLeast(least)
  return most === undefined ? undefined : atMost(most)
}

const formatNames: Readonly<Record<string, string>> = { 'date-time': 'RFC 3339', date: 'yyyy-MM-dd', uri: 'URI' }

/**
 * A schema's limits as editors show them, in one line: `string · 6–32 · [0-9A-Za-z_\-|*]`. Empty where there are none.
 * Lengths count characters. The items of a list follow its size: `1–50 × string · ≤ 32`.
 */
export function limitsInShort(schema: SchemaObject): string {
  if (schema.type === 'array') {
    const count = span(schema.minItems, schema.maxItems)
    const each = limitsInShort(schema.items ?? {})
    return [count && `${count} 项`, each].filter(Boolean).join(' × ')
  }
  const limits = [
    span(schema.minLength, schema.maxLength),
    schema['x-wechatpay-max-bytes'] === undefined ? '' : `≤ ${schema['x-wechatpay-max-bytes']} 字节`,
    span(schema.minimum, schema.maximum),
    schema.pattern === undefined ? '' : schema['x-wechatpay-url-path'] ? 'URL' : characterSet(schema.pattern),
    schema.format === undefined ? '' : (formatNames[schema.format] ?? schema.format),
    schema.default === undefined ? '' : `默认 ${String(schema.default)}`,
  ].filter((limit) => limit !== '')
  return limits.length === 0 ? '' : [String([schema.type ?? 'string'].flat()[0]), ...limits].join(' · ')
}

function span(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? '' : `≤ ${most}`
  if (most === undefined) return `≥ ${least}`
  return least === most ? String(least) : `${least}–${most}`
}

/** Reduces a pattern that only restricts characters to its character class. */
function characterSet(pattern: string): string {
  return /^\^(?:\(\?:)?(\[(?:[^\]\\]|\\.)+\])[*+]\)?\$$/.exec(pattern)?.[1] ?? pattern
}
