/** An expression that stands in a literal as it is. */
export class Code {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A member that a call may leave out: its lines are marked, and can be taken away without hurting the rest. */
export class Optional {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

const width = 76
/** Stands at the end of every line of an optional member. */
const mark = '\u0001'

/** A value as TypeScript source in the house style; short objects stay on one line, those with optional members do not. */
export function literal(value: unknown, indent = ''): string {
  if (value instanceof Code) return value.text
  if (value instanceof Optional) return literal(value.value, indent)
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value))
    return block(
      '[',
      value.map((member) => ['', member]),
      ']',
      indent,
    )
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return block(
      '{ ',
      members.map(([name, member]) => [`${key(name)}: `, member]),
      ' }',
      indent,
    )
  }
  return String(value)
}

/** A property name, quoted where it must be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)
}

/** Source without its marks, and the numbers of the lines that may be left out, from 1. */
export function readMarks(source: string): { readonly code: string; readonly optional: readonly number[] } {
  const lines = source.split('\n')
  const optional = lines.flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []))
  return { code: source.replaceAll(mark, ''), optional }
}

/** The value itself, optional members included. */
export function withoutMarks(value: unknown): unknown {
  if (value instanceof Optional) return withoutMarks(value.value)
  if (Array.isArray(value)) return value.map(withoutMarks)
  if (value instanceof Code || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutMarks(member)]))
}

function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
  return `'${escaped.replaceAll("'", String.raw`\'`)}'`
}

function block(open: string, members: readonly (readonly [string, unknown])[], close: string, indent: string): string {
  if (members.length === 0) return `${open.trim()}${close.trim()}`
  if (!members.some(([, member]) => hasOptional(member))) {
    const short = `${open}${members.map(([name, member]) => name + literal(member)).join(', ')}${close}`
    if (!short.includes('\n') && indent.length + columns(short) <= width) return short
  }
  const inner = `${indent}  `
  const lines = members.map(([name, member]) => {
    const text = `${inner}${name}${literal(member, inner)},`
    return member instanceof Optional ? `${marked(text)}\n` : `${text}\n`
  })
  return `${open.trim()}\n${lines.join('')}${indent}${close.trim()}`
}

function marked(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.endsWith(mark) ? line : `${line}${mark}`))
    .join('\n')
}

function hasOptional(value: unknown): boolean {
  if (value instanceof Optional) return true
  if (value instanceof Code || typeof value !== 'object' || value === null) return false
  return Object.values(value).some(hasOptional)
}

/** A Chinese character is two columns wide. */
function columns(text: string): number {
  return text.length + (text.match(/[\u2E80-\uFFFF]/g)?.length ?? 0)
}
