/** The value at the end of a path, by method. */
interface Leaf<Value> {
  readonly value: Value
  /** Names of the placeholders, in the order of the path. */
  readonly names: readonly string[]
}

interface Node<Value> {
  readonly literals: Map<string, Node<Value>>
  placeholder?: Node<Value>
  readonly leaves: Map<string, Leaf<Value>>
}

export interface Found<Value> {
  readonly value: Value
  /** Values of the placeholders, percent-decoded once. */
  readonly params: Readonly<Record<string, string>>
}

/**
 * Finds the value for a method and a path. A literal segment takes precedence over a placeholder, whatever was added
 * first.
 *
 * A path is compared as sent, byte by byte: no decoding, no merging of slashes, no resolving of dots. The lookup uses
 * exactly the signed path, so no other spelling reaches an operation.
 */
export class PathTree<Value> {
  readonly #root: Node<Value> = node()

  /** @param path with `{placeholders}`, each a whole segment */
  add(method: string, path: string, value: Value): void {
    const names: string[] = []
    let at = this.#root
    for (const segment of path.split('/')) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1]
      if (name === undefined) at = child(at.literals, segment)
      else {
        names.push(name)
        at = at.placeholder ??= node()
      }
    }
    at.leaves.set(method, { value, names })
  }

  /** @returns 404 for an unknown path, 405 for a path that exists under another method */
  find(method: string, path: string): Found<Value> | 404 | 405 {
    const segments = path.split('/')
    const values: string[] = []
    let known = false
    const walk = (at: Node<Value>, depth: number): Leaf<Value> | undefined => {
      if (depth === segments.length) {
        known ||= at.leaves.size > 0
        return at.leaves.get(method)
      }
      const segment = segments[depth]!
      const literal = at.literals.get(segment)
      const spelled = literal && walk(literal, depth + 1)
      if (spelled || !at.placeholder || segment === '') return spelled
      values.push(segment)
      const filled = walk(at.placeholder, depth + 1)
      if (!filled) values.pop()
      return filled
    }
    const leaf = walk(this.#root, 0)
    if (!leaf) return known ? 405 : 404
    const params = Object.fromEntries(leaf.names.map((name, index) => [name, decode(values[index]!)]))
    return { value: leaf.value, params }
  }
}

function node<Value>(): Node<Value> {
  return { literals: new Map(), leaves: new Map() }
}

function child<Value>(literals: Map<string, Node<Value>>, segment: string): Node<Value> {
  let next = literals.get(segment)
  if (!next) literals.set(segment, (next = node()))
  return next
}

/** Decodes a segment. Invalid percent-encoding stays unchanged and fails the field's own check. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
