import type { SourceFile } from '../source-file.ts'

/** Limit of the names of generated types: editors cut off longer ones. */
export const longestName = 70

/** Words that join others and carry no meaning. */
const fillers = new Set(['By', 'And'])

/** Shortens type names beyond the limit wherever the files mention them. */
export function shortenNames(files: readonly SourceFile[]): SourceFile[] {
  const shorter = shortNames(files.flatMap(({ text }) => declaredNames(text)))
  if (shorter.size === 0) return [...files]
  return files.map(({ path, text }) => ({
    path,
    text: text.replaceAll(/\b[A-Z]\w+/g, (name) => shorter.get(name) ?? name),
  }))
}

/** Returns the names of the types that a generated file declares. */
export function declaredNames(text: string): string[] {
  return Array.from(text.matchAll(/^export (?:interface|type) (\w+)/gm), ([, name]) => name!)
}

/**
 * Maps long names to short unique ones. Names are handled in alphabetical order, so that the result does not depend on
 * the order given.
 */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(names)
  const shorter = new Map<string, string>()
  for (const name of [...taken].filter(({ length }) => length > longestName).toSorted()) {
    const short = shorten(name, (candidate) => !taken.has(candidate))
    taken.add(short)
    shorter.set(name, short)
  }
  return shorter
}

/**
 * Drops words in order of importance: path parameters except the last, joining words, repeated words, then words around
 * the middle. The product in front and the noun at the end stay.
 */
function shorten(name: string, isFree: (candidate: string) => boolean): string {
  let words = wordsOf(name)
  while (words.length > 3) {
    words = words.toSpliced(dispensable(words), 1)
    const candidate = joined(words)
    if (candidate.length <= longestName && isFree(candidate)) return candidate
  }
  for (let count = 2; ; count++) {
    const candidate = `${joined(words)}${count}`
    if (isFree(candidate)) return candidate
  }
}

/**
 * Splits a name: `V3_Pay__id__Close` → `V3`, `_Pay`, `__id_`, `_Close`; `PayCloseRequest` → `Pay`, `Close`, `Request`.
 */
function wordsOf(name: string): string[] {
  return name.match(/__[a-z\d]+(?:_[a-z\d]+)*_(?=_|$)|_*[A-Z][a-z\d]*|[^A-Z]+/g) ?? [name]
}

function joined(words: readonly string[]): string {
  return words.join('')
}

function dispensable(words: readonly string[]): number {
  const first = words[0]!.length <= 2 ? 2 : 1
  const inner = words.slice(0, -1)
  const find = (matches: (word: string, index: number) => boolean) =>
    inner.findIndex((word, index) => index >= first && matches(word, index))
  const parameter = find((word) => word.startsWith('__'))
  if (parameter >= 0) return parameter
  const filler = find((word) => fillers.has(word))
  if (filler >= 0) return filler
  const repeated = find((word, index) => words.includes(word, index + 1))
  if (repeated >= 0) return repeated
  return middle(words, first)
}

/** Index of the word around the middle of the text. */
function middle(words: readonly string[], first: number): number {
  const half = joined(words).length / 2
  let before = 0
  for (const [index, word] of words.entries()) {
    before += word.length
    if (before >= half) return Math.min(Math.max(index, first), words.length - 2)
  }
  return first
}
