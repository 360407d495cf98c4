import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeBlocks } from './code-blocks.ts'

const docsFolder = fileURLToPath(new URL('../', import.meta.url))

/** A program as a page shows it. */
export interface Program {
  /** `api/v3/payscore/payafter-orders/post.md › 异步纯链式`, `guide/errors.md:31`. */
  readonly name: string
  readonly page: string
  readonly code: string
  /** Requirements of the page: `state=USER_ACCEPTED`, `fault=drop`. Pages of operations have none. */
  readonly asks: Readonly<Record<string, string>>
  /** Files beside it, by name: the blocks above it on its page that say `file=wechatpay.ts`. */
  readonly files: Readonly<Record<string, string>>
  /** Expected output, as the page shows it. */
  readonly output: string | undefined
}

/** Programs of pages, and the blocks that only pretend to be one. */
interface Programs {
  readonly programs: Program[]
  readonly idle: string[]
}

/** Every program of the pages that are written by hand. */
export async function readPrograms(): Promise<Programs> {
  return programsOf(await writtenPages())
}

/** The programs of these pages. A call with fields that may be left out is two programs. */
export function programsOf(markdownPages: readonly (readonly [page: string, markdown: string])[]): Programs {
  const programs: Program[] = []
  const idle: string[] = []
  for (const [page, markdown] of markdownPages) {
    const blocks = codeBlocks(markdown)
    const above: Record<string, string> = {}
    for (const [index, block] of blocks.entries()) {
      if (!/^[jt]sx?$/.test(block.language)) continue
      const name = block.title === undefined ? `${page}:${block.line}` : `${page} › ${block.title}`
      if (!page.startsWith('api/') && !block.words.includes('run')) {
        idle.push(name)
        continue
      }
      const next = blocks[index + 1]
      const asks = Object.fromEntries(block.words.map((word) => word.split('=') as [string, string]))
      const output = next?.language === 'output' ? next.code : undefined
      const files = { ...above }
      programs.push({ name, page, code: block.code, asks, files, output })
      const { optional, file } = asks
      if (file !== undefined) above[file] = block.code
      if (optional === undefined) continue
      programs.push({ name: `${name}，必填字段`, page, code: withoutLines(block.code, optional), asks, files, output })
    }
  }
  return { programs, idle }
}

/** A program without the lines that may be left out: `3,7-9`. */
function withoutLines(code: string, ranges: string): string {
  const out = ranges.split(',').map((range) => range.split('-').map(Number))
  const isOut = (line: number) => out.some(([first = 0, last = first]) => line >= first && line <= last)
  return code
    .split('\n')
    .filter((_, index) => !isOut(index + 1))
    .join('\n')
}

async function writtenPages(): Promise<(readonly [page: string, markdown: string])[]> {
  const files = globSync(
    ['*.md', 'guide/**/*.md', 'en/*.md', 'en/guide/**/*.md', '../README*.md', '../packages/*/README*.md'],
    {
      cwd: docsFolder,
    },
  ).toSorted()
  return Promise.all(files.map(async (file) => [file, await readFile(join(docsFolder, file), 'utf8')] as const))
}
