import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** An import of one file by another, both paths relative to the folder that was read. */
export interface Import {
  readonly from: string
  readonly to: string
}

/**
 * Lists the imports between the TypeScript files below a folder: of values and of types, at once and on demand. Imports
 * of packages and from outside the folder are left out.
 */
export function importsWithin(folder: string): Import[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  return files.flatMap((from) =>
    [...readFileSync(join(folder, from), 'utf8').matchAll(/\b(?:from |import\()'(\.[^']+)'/g)].map(([, path]) => ({
      from,
      to: relative(folder, join(folder, dirname(from), path!)),
    })),
  )
}

/** Finds files that import one another in a circle. Returns one circle in the order of its imports, or undefined. */
export function circleAmong(imports: readonly Import[]): readonly string[] | undefined {
  const targets = Map.groupBy(imports, ({ from }) => from)
  const finished = new Set<string>()
  const path: string[] = []
  const visit = (file: string): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return undefined
    path.push(file)
    for (const { to } of targets.get(file) ?? []) {
      const circle = visit(to)
      if (circle) return circle
    }
    path.pop()
    finished.add(file)
    return undefined
  }
  for (const file of targets.keys()) {
    const circle = visit(file)
    if (circle) return circle
  }
  return undefined
}
