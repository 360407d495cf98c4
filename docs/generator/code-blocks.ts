/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  /** The tab's name: `[异步纯链式]`. */
  readonly title: string | undefined
  /** Words after the language: `run`, `state=USER_ACCEPTED`. */
  readonly words: readonly string[]
  readonly code: string
}

const opening = /^(`{3,})(\w+)(.*)$/

/** Every fenced block, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = markdown.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const [, fence, language = '', rest = ''] = opening.exec(lines[index] ?? '') ?? []
    if (fence === undefined) continue
    const end = lines.indexOf(fence, index + 1)
    if (end < 0) throw new Error(`line ${index + 1}: a code block that never ends`)
    blocks.push({
      line: index + 1,
      language,
      title: /\[(.+)\]/.exec(rest)?.[1],
      words: rest
        .replace(/\[.+\]/, '')
        .split(' ')
        .filter((word) => word !== ''),
      code: `${lines.slice(index + 1, end).join('\n')}\n`,
    })
    index = end
  }
  return blocks
}
