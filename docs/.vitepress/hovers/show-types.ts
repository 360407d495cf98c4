import { withBase } from 'vitepress'
import { blockIn, typedName } from './typed-names.ts'
import { TypeTip } from './type-tip.ts'

/**
 * Shows the type of a name in a program: under the pointer, on a tap, or to the keyboard. The types of a block are
 * loaded when somebody first points at it or moves into it, so that a page weighs nothing more.
 *
 * Every block is one stop of the Tab key behind the block itself; arrow keys go from name to name, Escape closes.
 */
export function showTypes(): void {
  if (!('popover' in HTMLElement.prototype)) return
  const tip = new TypeTip()
  let pointer = ''
  /** The pointer's place when Escape closed the tip. A name that then lies under it waits until the pointer moves. */
  let closedAt: string | undefined

  document.addEventListener('pointermove', (event) => (pointer = placeOf(event)), { passive: true })
  document.addEventListener('pointerover', (event) => {
    const { target, pointerType } = event
    if (placeOf(event) === closedAt) return
    closedAt = undefined
    const block = blockIn(target)
    if (!block) return
    const name = typedName(target)
    if (pointerType === 'touch') void block.load(loadTypes)
    else if (name) tip.show(name, block.typeOf(name))
    else void block.load(loadTypes).then(() => showHovered())
  })
  document.addEventListener('pointerout', ({ relatedTarget, pointerType }) => {
    if (pointerType !== 'touch' && !typedName(relatedTarget) && !tip.contains(relatedTarget)) tip.hide()
  })
  document.addEventListener('click', ({ target, clientX, clientY }) => {
    if (tip.contains(target)) return
    const block = blockIn(target)
    if (!block) return tip.hide()
    void block.load(loadTypes).then(() => {
      const name = typedName(document.elementFromPoint(clientX, clientY))
      if (name) tip.show(name, block.typeOf(name))
      else tip.hide()
    })
  })
  document.addEventListener('focusin', ({ target }) => {
    const name = typedName(target)
    if (name?.matches(':focus-visible')) tip.show(name, blockIn(name)?.typeOf(name))
    else void blockIn(target)?.load(loadTypes)
  })
  document.addEventListener('focusout', ({ target }) => {
    if (typedName(target)) tip.hide()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      closedAt = pointer
      return tip.hide()
    }
    const name = typedName(event.target)
    const next = name && blockIn(name)?.nameAfter(name, event.key)
    if (!next) return
    event.preventDefault()
    next.focus()
  })
  for (const moving of ['scroll', 'resize'])
    addEventListener(moving, () => tip.place(), { capture: true, passive: true })

  function showHovered(): void {
    const name = typedName(document.querySelector('.typed:hover'))
    if (name) tip.show(name, blockIn(name)?.typeOf(name))
  }
}

function placeOf({ clientX, clientY }: PointerEvent): string {
  return `${clientX} ${clientY}`
}

async function loadTypes(key: string): Promise<unknown> {
  const response = await fetch(withBase(`/hovers/${key}.json`))
  if (!response.ok) throw new Error(`Types of names: ${response.status}`)
  return response.json()
}
