import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** Lists every import between files of the sandbox, both paths relative to `src`. */
function importsOf(): { from: string; to: string }[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((from) =>
    [...readFileSync(join(src, from), 'utf8').matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)].map(
      ([, path, dynamic]) => ({ from, to: relative(src, join(src, dirname(from), path ?? dynamic ?? '')) }),
    ),
  )
}

const imports = importsOf()
const isWithin = (folder: string) => (file: string) => file.startsWith(`${folder}/`)
const isKernel = isWithin('kernel')
const productOf = (file: string) => /^products\/([^/]+)\//.exec(file)?.[1]
const tell = ({ from, to }: { from: string; to: string }) => `${from} → ${to}`

test('the kernel knows no product, no control room and no engine', () => {
  const outside = imports.filter(({ from, to }) => isKernel(from) && !isKernel(to) && !isWithin('generated')(to))
  expect(outside.map(tell)).toEqual([])
  expect(imports.filter(({ from }) => isKernel(from)).length).toBeGreaterThan(100)
})

test('a product knows the kernel, and of another product its index', () => {
  const own = imports.filter(({ from }) => productOf(from) !== undefined)
  const wrong = own.filter(({ from, to }) => {
    if (isKernel(to) || isWithin('generated')(to) || productOf(to) === productOf(from)) return false
    return !/^products\/[^/]+\/index\.ts$/.test(to)
  })
  expect(wrong.map(tell)).toEqual([])
  expect(own.length).toBeGreaterThan(50)
})

test('a product is named by the list of products, and by the types that users see', () => {
  const outside = imports.filter(({ from, to }) => productOf(to) !== undefined && productOf(from) === undefined)
  expect(new Set(outside.map(({ from }) => from))).toEqual(new Set(['products/list.ts', 'index.ts']))
})
