import { SourceText } from './literal.ts'

/** Moves repeated lists and objects of a value into constants, and returns them with the value that refers to them. */
export function hoistRepeated(value: object): { constants: [name: string, value: object][]; value: object } {
  const counts = new Map<string, number>()
  count(value, counts)
  const names = new Map<string, SourceText>()
  const constants: [string, object][] = []
  const replace = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node
    const key = JSON.stringify(node)
    const known = names.get(key)
    if (known) return known
    if (!isWorthIt(key, counts.get(key) ?? 0)) return mapped(node, replace)
    // Its parts may be repeated elsewhere too, so their constants come first.
    const constant = mapped(node, replace)
    const name = `${Array.isArray(node) ? 'list' : 'shape'}${constants.length + 1}`
    constants.push([name, constant])
    names.set(key, new SourceText(name))
    return names.get(key)
  }
  return { constants, value: mapped(value, replace) }
}

function count(node: unknown, counts: Map<string, number>): void {
  if (typeof node !== 'object' || node === null) return
  const key = JSON.stringify(node)
  const times = counts.get(key) ?? 0
  counts.set(key, times + 1)
  // Parts of a repeated object repeat with it; counting them again would give them constants of their own.
  if (times > 0) return
  for (const member of Object.values(node)) count(member, counts)
}

function isWorthIt(source: string, times: number): boolean {
  return times > 1 && source.length > 24
}

function mapped(node: object, change: (member: unknown) => unknown): object {
  if (Array.isArray(node)) return node.map(change)
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, change(member)]))
}
