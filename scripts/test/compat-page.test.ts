import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { places } from '../../compat/matrix/src/places/index.ts'
import { nextPlaces } from '../../compat/matrix/src/places/next.ts'
import { runtimePlaces } from '../../compat/matrix/src/places/runtimes.ts'

const page = new URL('../../docs/guide/modules.md', import.meta.url)

test('the page of modules and tools has a row for each place, and no other', async () => {
  const rows = [...(await readFile(page, 'utf8')).matchAll(/^\| ([^|]+?) +\|/gm)].map(([, first = '']) => first)
  const compilers = new Set(
    places.map(({ name }) => name.split(':')[0]!).filter((name) => name.startsWith('TypeScript ')),
  )
  const others = places.map(({ name }) => name).filter((name) => !name.startsWith('TypeScript '))
  const wanted = [...others, ...[...runtimePlaces, ...nextPlaces].map(({ name }) => name), ...compilers]
  const headings = new Set(['地方', '编译器'])
  expect(rows.filter((row) => !/^-+$/.test(row) && !headings.has(row))).toEqual(wanted)
})
