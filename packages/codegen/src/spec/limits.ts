import type { SchemaObject } from './document.ts'

/** A schema's limits as short Chinese phrases: `最长 32 个字符`, `1 至 100`. */
export function limitsInWords(schema: SchemaObject): string[] {
  const value = schema.type === 'array' ? (schema.items ?? schema) : schema
  return [
    range(
      schema.minItems,
      schema.maxItems,
      (count) => `最少 ${count} 项`,
      (count) => `最多 ${count} 项`,
      ' 项',
    ),
    range(
      value.minLength,
      value.maxLength,
      (count) => `最短 ${count} 个字符`,
      (count) => `最长 ${count} 个字符`,
      ' 个字符',
    ),
    range(
      value.minimum,
      value.maximum,
      (bound) => `不小于 ${bound}`,
      (bound) => `不大于 ${bound}`,
      '',
    ),
    value.pattern === undefined ? undefined : `格式 ${value.pattern}`,
    value.format === 'date-time' ? 'RFC 3339 时间' : value.format === 'date' ? '日期 YYYY-MM-DD' : undefined,
    value.default === undefined ? undefined : `默认 ${String(value.default)}`,
  ].filter((phrase) => phrase !== undefined)
}

function range(
  least: number | undefined,
  most: number | undefined,
  leastInWords: (bound: number) => string,
  mostInWords: (bound: number) => string,
  unit: string,
): string | undefined {
  if (least !== undefined && most !== undefined)
    return least === most ? `${least}${unit}` : `${least} 至 ${most}${unit}`
  if (least !== undefined) return leastInWords(least)
  return most === undefined ? undefined : mostInWords(most)
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
    schema.pattern === undefined ? '' : characterSet(schema.pattern),
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
