import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { packageEntries } from '../generator/packages/entries.ts'
import { writeReference } from '../generator/packages/reference.ts'
import { docsFolder } from './support/site.ts'

const entries = packageEntries(fileURLToPath(new URL('../../', import.meta.url)))
const pageOf = (name: string) => readFile(join(docsFolder, `en/reference/${name}.md`), 'utf8')

beforeAll(writeReference)

test('every import path of the packages is an entry', () => {
  const names = entries.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['wechatpay-ts', 'wechatpay-ts/webhook', '@wechatpay-ts/sandbox']))
  expect(names).not.toContain('wechatpay-ts/package.json')
})

test.each(entries.map(({ name, file }) => [name, file]))('%s: every export is explained', async (name, file) => {
  const page = await pageOf(name)
  const exported = Object.keys((await import(pathToFileURL(file).href)) as object).filter((one) => one !== 'default')
  const isExplained = (one: string) =>
    new RegExp(`^#+ (?:\`abstract\` )?(?:\\w+\\.)?${one}(?:\\(\\))?$`, 'm').test(page)
  expect(exported.filter((one) => !isExplained(one))).toEqual([])
})

test('product types are left to the pages of operations', async () => {
  const page = await pageOf('wechatpay-ts')
  expect(page).toContain('OutcomeUnknownError')
  expect(page).not.toContain('PayafterOrderCompleteRequest')
  expect(page).not.toMatch(/^#+ .*payscore\/payafter-orders/m)
})

test('comments come with their examples, errors and links', async () => {
  const page = await pageOf('@wechatpay-ts/sandbox')
  expect(page).toContain('await using sandbox = await createSandbox({ clock: { frozen: true } })')
  expect(page).toMatch(/#+ Throws\n/)
})
