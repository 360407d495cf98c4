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
