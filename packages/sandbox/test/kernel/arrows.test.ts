import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { circleAmong, importsWithin, type Import } from '../../../../scripts/test-setup/imports.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))

const imports = importsWithin(src)
const isWithin = (folder: string) => (file: string) => file.startsWith(`${folder}/`)
const isKernel = isWithin('kernel')
const productOf = (file: string) => /^products\/([^/]+)\//.exec(file)?.[1]
const tell = ({ from, to }: Import) => `${from} → ${to}`

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

test('no files import one another in a circle, not even types', () => {
  expect(circleAmong(imports)).toBeUndefined()
})
