/**
 * Names a shape that stands in several places, by the words with which all its names begin and end:
 * `PayJsapiRequestAmount` and `PayAppRequestAmount` → `PayRequestAmount`.
 */
export function placesName(names: readonly [string, ...string[]]): string {
  const [first, ...others] = names.map(words) as [string[], ...string[][]]
  const shortest = Math.min(...names.map((name) => words(name).length))
  const agree = (at: (list: readonly string[], index: number) => string | undefined, limit: number): number => {
    let count = 0
    while (count < limit && others.every((other) => at(other, count) === at(first, count))) count++
    return count
  }
  const tail = agree((list, index) => list.at(-1 - index), shortest)
  const head = agree((list, index) => list[index], shortest - tail)
  return [...first.slice(0, head), ...first.slice(first.length - tail)].join('')
}

function words(name: string): string[] {
  return name.match(/[A-Z][a-z\d]*|[^A-Z]+/g) ?? [name]
}
