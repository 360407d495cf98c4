import { dirname, join, relative, resolve } from 'node:path'
import { readYaml } from './read-yaml.ts'

/** A file of the spec cannot be read, or a reference leads nowhere. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
}

type Tree = Record<string, unknown> | unknown[]

/**
 * Reads a document of many files and replaces every `$ref` by its target. Two references to one target give the same
 * object, so identity shows which schemas are shared; `sourceOf` names a shared schema's file.
 */
export class ReferenceReader {
  readonly #folder: string
  readonly #files = new Map<string, unknown>()
  readonly #sources = new WeakMap<object, string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Returns the file's content with all references resolved. */
  read(file: string): unknown {
    return this.#load(resolve(this.#folder, file))
  }

  /**
   * Returns the file of which a node is the whole content, relative to the spec's folder; undefined for an inner node.
   */
  sourceOf(node: object): string | undefined {
    return this.#sources.get(node)
  }

  #load(file: string): unknown {
    if (this.#files.has(file)) return this.#files.get(file)
    const content = this.#parse(file)
    // Registered before its references are followed, so that a schema may contain itself.
    this.#files.set(file, content)
    if (isTree(content)) {
      this.#sources.set(content, relative(this.#folder, file).replaceAll('\\', '/'))
      this.#resolveInside(content, file)
    }
    return content
  }

  #parse(file: string): unknown {
    try {
      return readYaml(file)
    } catch (cause) {
      throw new SpecError(`Cannot read ${relative(this.#folder, file)}: ${String(cause)}`, { cause })
    }
  }

  #resolveInside(tree: Tree, file: string): void {
    for (const [key, value] of Object.entries(tree)) {
      if (!isTree(value)) continue
      const target = this.#target(value, file)
      if (target !== undefined) (tree as Record<string, unknown>)[key] = target
      else this.#resolveInside(value, file)
    }
  }

  #target(node: Tree, file: string): unknown {
    if (Array.isArray(node) || typeof node['$ref'] !== 'string') return undefined
    const { $ref: reference, ...siblings } = node
    const [path = '', pointer = ''] = reference.split('#')
    const targetFile = path === '' ? file : join(dirname(file), decodeURI(path))
    const target = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (at, step) => (isTree(at) ? (at as Record<string, unknown>)[unescape(step)] : undefined),
        this.#load(targetFile),
      )
    if (target === undefined)
      throw new SpecError(`${relative(this.#folder, file)} refers to ${reference}, which is not there`)
    if (Object.keys(siblings).length === 0 || !isTree(target) || Array.isArray(target)) return target
    // A description beside a reference applies to this place only; the target keeps its name.
    const described = { ...target, ...siblings }
    const source = this.#sources.get(target)
    if (source !== undefined) this.#sources.set(described, source)
    return described
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

/** One step of a JSON Pointer. */
function unescape(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}
