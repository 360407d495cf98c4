/**
 * Tables are written as HTML, not Markdown: a row carries depth, marks and tooltips. A block must hold no empty line
 * (that would end it for Markdown), and stands under `v-pre` so that Vue reads nothing into it.
 */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}

/** Text of the spec with its `code` marked; line breaks become spaces. */
export function prose(text: string): string {
  return escape(tight(text))
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

/** A mark that explains itself to pointer, keyboard and screen reader. */
export function tip(kind: 'limit' | 'lock', label: string, text: string): string {
  return `<span class="tip ${kind}" tabindex="0" role="note" aria-label="${escape(text)}">${escape(label)}</span>`
}

/** Long addresses may break before a slash, never inside a word. */
export function breakable(path: string): string {
  return escape(path).replaceAll(/(?<=.)\//g, '<wbr>/')
}

/** Text inside Markdown where Markdown and Vue would read markup: a title, the label of a link. */
export function plain(text: string): string {
  return escape(text).replaceAll(/[\\`*_[\]{}|]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A description of the spec is Markdown already; only what Vue would take for itself is made harmless. */
export function markdown(text: string): string {
  return escape(tight(text)).replaceAll('{{', '&#123;&#123;')
}

/** Joins the parts of a page as Markdown blocks. Empty parts are left out. */
export function joinParts(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Folding in the spec's files leaves a space after Chinese punctuation, where none belongs. */
export function tight(text: string): string {
  return text.replaceAll(/(?<=[，。；：、）])[ \t]+/g, '')
}
