import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Spec } from '../../../packages/codegen/src/index.ts'
import { makeUnlessUpToDate } from '../../../scripts/up-to-date.ts'
import { readPrograms, type Program } from '../../generator/programs.ts'
import { setsTypes } from '../../generator/reader-options.ts'
import { blockKey } from './block-key.ts'
import type { BlockTypes, NamedType } from './block-types.ts'
import { englishComments } from './english-comments.ts'
import { hoversFolder } from './hovers-folder.ts'
import { readTypes, type ReadName } from './read-types.ts'
import { shortComment, shortType } from './shorten.ts'

const docsFolder = fileURLToPath(new URL('../../', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Writes the types of all programs on pages that are written by hand, unless they are up to date. */
export async function writeHovers(spec: Spec): Promise<void> {
  await makeUnlessUpToDate(
    {
      record: join(docsFolder, '.cache/hovers-record.json'),
      inputs: [
        ...['spec', 'packages/sdk/src', 'packages/sandbox/src'].map((folder) => join(root, folder)),
        ...['package.json', 'index.md', 'en/index.md', 'guide', '.vitepress/hovers'].map((path) =>
          join(docsFolder, path),
        ),
        ...['programs.ts', 'code-blocks.ts', 'reader-options.ts'].map((file) => join(docsFolder, 'generator', file)),
      ],
      outputs: [hoversFolder],
    },
    async () => {
      const { programs } = await readPrograms()
      const blocks = typesOfBlocks(
        programs.filter(({ page }) => !page.startsWith('../')),
        spec,
      )
      // Two processes may write at once, so that nothing is removed which is needed.
      mkdirSync(hoversFolder, { recursive: true })
      for (const file of readdirSync(hoversFolder))
        if (!blocks.has(basename(file, '.json'))) rmSync(join(hoversFolder, file), { force: true })
      for (const [key, types] of blocks) writeFileSync(join(hoversFolder, `${key}.json`), JSON.stringify(types))
    },
  )
}

/** Types of the names in programs, by the key of their block. */
export function typesOfBlocks(programs: readonly Program[], spec: Spec): ReadonlyMap<string, BlockTypes> {
  const english = englishComments(spec)
  const { own = [], together = [] } = Object.groupBy(programs, (program) => (setsTypes(program) ? 'own' : 'together'))
  const blocks = new Map<string, BlockTypes>()
  for (const project of [together, ...own.map((program) => [program])]) {
    const read = readTypes(project, join(docsFolder, '.cache/typed'))
    for (const [index, { code }] of project.entries()) blocks.set(blockKey(code), blockTypes(read[index]!, english))
  }
  return blocks
}

/** Names of one type and comment share them. */
function blockTypes(read: readonly ReadName[], english: (comment: string) => string | undefined): BlockTypes {
  const types: NamedType[] = []
  const known = new Map<string, number>()
  const names = read.map(({ line, column, name, type, comment }) => {
    const id = `${type}\0${comment}`
    const index = known.get(id) ?? types.length
    if (index === types.length) {
      known.set(id, index)
      const short = shortComment(comment)
      const translated = /\p{Script=Han}/u.test(short) ? english(short) : undefined
      types.push(translated === undefined ? [shortType(type), short] : [shortType(type), short, translated])
    }
    return [line, column, name.length, index] as const
  })
  return { names, types }
}
