import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSpec } from '../../../packages/codegen/src/index.ts'
import { pages } from '../../generator/pages.ts'
import { codeBlocks } from './code-blocks.ts'
import { docsFolder } from './site.ts'

/** A program as a page shows it. */
export interface Program {
  /** `api/v3/payscore/payafter-orders/post.md › 异步纯链式`, `guide/errors.md:31`. */
  readonly name: string
  readonly page: string
  readonly code: string
  /** What the page asks for: `state=USER_ACCEPTED`, `fault=drop`. Pages of operations ask for nothing. */
  readonly asks: Readonly<Record<string, string>>
  /** What the page says that it prints. */
  readonly output: string | undefined
}

/** Every program of the site, and the blocks that only pretend to be one. */
export async function readPrograms(): Promise<{ programs: Program[]; idle: string[] }> {
  const programs: Program[] = []
  const idle: string[] = []
  for (const [page, markdown] of await markdownPages()) {
    const blocks = codeBlocks(markdown)
    for (const [index, block] of blocks.entries()) {
      if (!/^[jt]sx?$/.test(block.language)) continue
      const name = block.title === undefined ? `${page}:${block.line}` : `${page} › ${block.title}`
      if (!page.startsWith('api/') && !block.words.includes('run')) {
        idle.push(name)
        continue
      }
      const next = blocks[index + 1]
      const asks = Object.fromEntries(block.words.map((word) => word.split('=') as [string, string]))
      programs.push({ name, page, code: block.code, asks, output: next?.language === 'output' ? next.code : undefined })
    }
  }
  return { programs, idle }
}

/** Generated pages as the generator gives them, those written by hand from their files. */
async function markdownPages(): Promise<(readonly [page: string, markdown: string])[]> {
  const generated = [...pages(loadSpec())].filter(([file]) => file.endsWith('.md'))
  const written = globSync(['*.md', 'guide/**/*.md', 'en/**/*.md', '../README*.md', '../packages/*/README*.md'], {
    cwd: docsFolder,
  }).toSorted()
  return [
    ...generated,
    ...(await Promise.all(
      written.map(async (file) => [file, await readFile(join(docsFolder, file), 'utf8')] as const),
    )),
  ]
}
