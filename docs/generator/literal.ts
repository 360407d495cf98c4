/** An expression that stands in a literal as it is. */
export class Code {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const width = 76

/** A value as TypeScript source in the house style; short objects stay on one line. */
export function literal(value: unknown, indent = ''): string {
  if (value instanceof Code) return value.text
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

function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
  return `'${escaped.replaceAll("'", String.raw`\'`)}'`
}

function block(open: string, members: readonly (readonly [string, unknown])[], close: string, indent: string): string {
  if (members.length === 0) return `${open.trim()}${close.trim()}`
  const short = `${open}${members.map(([name, member]) => name + literal(member)).join(', ')}${close}`
  if (!short.includes('\n') && indent.length + columns(short) <= width) return short
  const inner = `${indent}  `
  const lines = members.map(([name, member]) => `${inner}${name}${literal(member, inner)},\n`)
  return `${open.trim()}\n${lines.join('')}${indent}${close.trim()}`
}

/** A Chinese character is two columns wide. */
function columns(text: string): number {
  return text.length + (text.match(/[\u2E80-\uFFFF]/g)?.length ?? 0)
}
