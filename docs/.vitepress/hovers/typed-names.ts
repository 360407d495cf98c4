import type { BlockTypes, NamedType } from './block-types.ts'

/** A block of code that has types, by its element. */
const blocks = new WeakMap<Element, TypedBlock>()

/** The block that a node stands in, if its names have types. */
export function blockIn(node: EventTarget | null): TypedBlock | undefined {
  const element = node instanceof Element ? node.closest<HTMLElement>('pre[data-types]') : null
  if (!element) return undefined
  const block = blocks.get(element) ?? new TypedBlock(element)
  blocks.set(element, block)
  return block
}

/** The name that a node stands in, once the types of its block are there. */
export function typedName(node: EventTarget | null): HTMLElement | undefined {
  return (node instanceof Element && node.closest<HTMLElement>('.typed')) || undefined
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** A block of code whose names become elements once their types are loaded. */
class TypedBlock {
  readonly #element: HTMLElement
  readonly #types = new Map<HTMLElement, NamedType>()
  #loading: Promise<void> | undefined

  constructor(element: HTMLElement) {
    this.#element = element
  }

  /** Loads the types once. Without network the program reads as before, and the next attempt loads again. */
  load(loadTypes: (key: string) => Promise<unknown>): Promise<void> {
    this.#loading ??= loadTypes(this.#element.dataset['types']!).then(
      (types) => this.#mark(types as BlockTypes),
      () => (this.#loading = undefined),
    )
    return this.#loading
  }

  typeOf(name: HTMLElement): NamedType | undefined {
    return this.#types.get(name)
  }

  /** The name that an arrow key, Home or End leads to. */
  nameAfter(name: HTMLElement, key: string): HTMLElement | undefined {
    const names = [...this.#types.keys()]
    if (key === 'Home') return names[0]
    if (key === 'End') return names.at(-1)
    const step = steps[key]
    return step === undefined ? undefined : names[names.indexOf(name) + step]
  }

  /** Makes an element of every name. Nothing moves: the text stays the same. */
  #mark({ names, types }: BlockTypes): void {
    const lines = this.#element.querySelectorAll('.line')
    // From the end, so that columns before stay where they are.
    const marked = names.toReversed().flatMap(([line, column, length, index]) => {
      const element = wrap(lines[line], column, length)
      return element ? [[element, types[index]!] as const] : []
    })
    for (const [element, type] of marked.toReversed()) {
      element.tabIndex = this.#types.size === 0 ? 0 : -1
      element.addEventListener('focus', () => this.#stopAt(element))
      this.#types.set(element, type)
    }
  }

  /** The Tab key comes back to the name that was looked at last. */
  #stopAt(name: HTMLElement): void {
    for (const other of this.#types.keys()) other.tabIndex = other === name ? 0 : -1
  }
}

/** Wraps a part of a line that lies within one token. */
function wrap(line: Element | undefined, column: number, length: number): HTMLElement | undefined {
  if (!line) return undefined
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  let start = column
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const size = (text as Text).data.length
    if (start < size) {
      if (start + length > size) return undefined
      const range = document.createRange()
      range.setStart(text, start)
      range.setEnd(text, start + length)
      const element = document.createElement('span')
      element.className = 'typed'
      range.surroundContents(element)
      return element
    }
    start -= size
  }
  return undefined
}
