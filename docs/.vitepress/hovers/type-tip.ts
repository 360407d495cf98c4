import type { NamedType } from './block-types.ts'

/** Space between the tip and the edges of the window, in px. */
const MARGIN = 8

/** The one box that shows a type beside its name. It stands in the top layer: no block cuts it off. */
export class TypeTip {
  readonly #box = element('div', 'type-tip')
  #name: HTMLElement | undefined

  constructor() {
    this.#box.id = 'type-tip'
    this.#box.popover = 'manual'
    this.#box.setAttribute('role', 'tooltip')
  }

  show(name: HTMLElement, type: NamedType | undefined): void {
    if (!type || name === this.#name) return
    this.hide()
    this.#name = name
    this.#box.replaceChildren(...content(type))
    // Inside the block's frame, so that the page has no text outside its landmarks.
    name.closest('pre')!.after(this.#box)
    name.setAttribute('aria-describedby', this.#box.id)
    this.#box.showPopover()
    this.place()
  }

  hide(): void {
    if (!this.#name) return
    this.#name.removeAttribute('aria-describedby')
    this.#name = undefined
    this.#box.remove()
  }

  contains(node: EventTarget | null): boolean {
    return node instanceof Node && this.#box.contains(node)
  }

  /** Stands below its name, or above where there is no room; is gone once its name is out of sight. */
  place(): void {
    if (!this.#name) return
    const name = this.#name.getBoundingClientRect()
    const frame = this.#name.closest('pre')?.getBoundingClientRect()
    const isInSight =
      frame && name.bottom > 0 && name.top < innerHeight && name.left < frame.right && name.right > frame.left
    if (!isInSight) return this.hide()
    const { offsetWidth: width, offsetHeight: height } = this.#box
    const left = Math.max(MARGIN, Math.min(name.left, document.documentElement.clientWidth - width - MARGIN))
    const isBelow = name.bottom + height + MARGIN <= innerHeight || name.top < height + MARGIN
    this.#box.style.left = `${left}px`
    this.#box.style.top = `${isBelow ? name.bottom : name.top - height}px`
  }
}

function content([type, comment, english]: NamedType): HTMLElement[] {
  const shownType = element('code', 'type', type)
  const isEnglish = document.documentElement.lang.startsWith('en')
  const words = isEnglish && english !== undefined ? english : comment
  if (words === '') return [shownType]
  const paragraph = element('p', 'comment')
  paragraph.lang = /^\p{Script=Han}/u.test(words) ? 'zh-CN' : 'en'
  paragraph.append(...words.split('`').map((part, index) => (index % 2 === 1 ? element('code', '', part) : part)))
  return [shownType, paragraph]
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  if (className !== '') made.className = className
  made.textContent = text
  return made
}
