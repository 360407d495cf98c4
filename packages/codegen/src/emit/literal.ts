import { propertyKey, quote } from '../names.ts'

/** Source text that is written unquoted among plain values, such as a constant's name. */
export class SourceText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Writes a plain value as TypeScript source, without undefined members. */
export function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quote(value)
  if (value instanceof SourceText) return value.text
  if (Array.isArray(value)) return arrayLiteral(value, indent)
  if (typeof value === 'object' && value !== null) return objectLiteral(value, indent)
  return String(value)
}

function arrayLiteral(values: readonly unknown[], indent: string): string {
  if (values.every((value) => typeof value !== 'object' || value === null || value instanceof SourceText)) {
    return `[${values.map((value) => literal(value)).join(', ')}]`
  }
  const inner = `${indent}  `
  return `[\n${values.map((value) => `${inner}${literal(value, inner)}`).join(',\n')}\n${indent}]`
}

function objectLiteral(value: object, indent: string): string {
  const inner = `${indent}  `
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${propertyKey(key)}: ${literal(member, inner)}`)
  if (members.length === 0) return '{}'
  const short = `{ ${members.join(', ')} }`
  if (!short.includes('\n') && indent.length + short.length <= 110) return short
  return `{\n${members.map((member) => `${inner}${member}`).join(',\n')}\n${indent}}`
}
