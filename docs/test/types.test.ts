import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { programsOf, readPrograms, type Program } from '../generator/programs.ts'
import { eventUrl } from '../generator/navigation/page-url.ts'
import { readerOptions, setsTypes } from '../generator/reader-options.ts'
import { chosenOperations, everything, pageOf } from './support/chosen-operations.ts'
import { generatedPages, spec } from './support/generated.ts'
import { docsFolder } from './support/site.ts'

test('every program on a page compiles', async () => {
  const { programs: written } = await readPrograms()
  // The English pages have the same programs as the Chinese ones.
  const chosen = new Set([
    ...chosenOperations().map(pageOf),
    ...spec.webhooks.map((one) => `${eventUrl(one).slice(1)}.md`),
  ])
  const pages = [...generatedPages('zh')].filter(([page]) => chosen.has(page))
  const programs = [...written, ...programsOf(pages).programs]
  const { own = [], together = [] } = Object.groupBy(programs, (program) => (setsTypes(program) ? 'own' : 'together'))
  const complaints: string[] = []
  for (const [index, project] of [together, ...own.map((program) => [program])].entries())
    complaints.push(...(await compile(project, `types-${index}`)))
  expect(complaints).toEqual([])
  expect(own.map(({ page }) => page)).toEqual(['guide/six-styles.md'])
  expect(together.length).toBeGreaterThan(everything ? 10_000 : 1_000)
})

/** Compiles programs as one project; returns the compiler's complaints, headed by the program's name. */
async function compile(programs: readonly Program[], name: string): Promise<string[]> {
  const folder = join(docsFolder, '.cache', name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: readerOptions, include: ['*.ts'] }))
  const width = String(programs.length).length
  const names = programs.map((_, index) => `${String(index).padStart(width, '0')}.ts`)
  // Files that programs import have names of their own on the whole site.
  const beside = programs.flatMap(({ files }) => Object.entries(files))
  const written = [...programs.map(({ code }, index) => [names[index]!, code] as const), ...new Map(beside)]
  await Promise.all(written.map(([file, code]) => writeFile(join(folder, file), code)))

  const { stdout } = await promisify(execFile)('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
    (error: { code: unknown; stdout: string }) => {
      if (typeof error.code === 'number') return error
      throw error // not the compiler's verdict: it did not run
    },
  )
  const complaints = stdout.split('\n').filter((line) => /^\d+\.ts/.test(line))
  return complaints.map((line) => `${programs[names.indexOf(line.slice(0, width + 3))]?.name ?? ''}: ${line}`)
}

test('every block of code of the site is run', async () => {
  const { idle } = await readPrograms()
  expect(idle.filter((name) => !name.startsWith('../'))).toEqual([])
})
