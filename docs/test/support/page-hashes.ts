import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Codegen from '../../../packages/codegen/src/index.ts'
import type * as Generator from '../../generator/pages.ts'
import { codeBlocks } from '../../generator/code-blocks.ts'

/** `node page-hashes.ts <tree> <file>`: writes a hash of each generated page's programs, by the generator of a tree. */

const [tree = '', file = ''] = process.argv.slice(2)
const from = (path: string): string => pathToFileURL(join(tree, path)).href
const { loadSpec } = (await import(from('packages/codegen/src/index.ts'))) as typeof Codegen
const { pages } = (await import(from('docs/generator/pages.ts'))) as typeof Generator

const hashes = [...pages(loadSpec())]
  .filter(([page]) => page.endsWith('.md'))
  .map(([page, markdown]) => {
    const programs = codeBlocks(markdown).filter(({ language }) => language === 'ts')
    const text = JSON.stringify(programs.map(({ words, code }) => [words, code]))
    return [page, createHash('sha256').update(text).digest('base64url')]
  })
writeFileSync(file, JSON.stringify(Object.fromEntries(hashes)))
