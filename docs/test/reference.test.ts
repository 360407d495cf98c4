import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { packageEntries } from '../generator/packages/entries.ts'
import { linkReference, type ReferenceNames } from '../generator/packages/reference-links.ts'
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

test.each(['wechatpay-ts', 'wechatpay-ts/sync'])('%s: the client reads as a class', async (name) => {
  const page = await pageOf(name)
  const client = page.split(/^### /m).find((section) => section.startsWith('WechatPay\n')) ?? ''
  expect(client).toContain('#### Constructors\n\n##### Constructor\n\n```ts\nnew WechatPay(options')
  expect(client).toMatch(/##### fromEnv\(\)\n.*static fromEnv\(env\?, options\?\): WechatPay;/s)
  expect(page).not.toContain('WechatPayConstructor')
})

describe('a guide', () => {
  const names: ReferenceNames = {
    'wechatpay-ts': { page: '/r', names: { ApiError: '/r#apierror', refund: '/r#refund' } },
    'wechatpay-ts/payments': { page: '/r/payments', names: { refund: '/r/payments#refund' } },
  }

  test('leads to the reference at the first mention, and names its import paths at the end', () => {
    const guide = `# \`ApiError\`

[\`refund()\`](./x), \`ApiError\`, \`refund(shop)\` and \`ApiError\`.

\`\`\`ts
import { refund } from 'wechatpay-ts/payments' // \`refund\`
\`\`\`
`
    const linked = linkReference(guide, 'en', names)
    expect(linked).toContain('# `ApiError`\n')
    expect(linked).toContain(
      '[`refund()`](./x), [`ApiError`](/r#apierror), [`refund(shop)`](/r/payments#refund) and `ApiError`.',
    )
    expect(linked).toContain('// `refund`\n')
    expect(linked).toMatch(/\n\nAPI reference: \[`wechatpay-ts\/payments`\]\(\/r\/payments\)\.\n$/)
    expect(linkReference(guide, 'zh', names)).toMatch(/\n\n接口参考：\[`wechatpay-ts\/payments`\].*。\n$/)
  })

  test('that uses no package stays as it is', () => {
    expect(linkReference('# A\n\n`ApiError`\n', 'en', names)).toBe('# A\n\n`ApiError`\n')
  })
})
