import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { languageSwitch } from '../.vitepress/language-switch.ts'

// VitePress ships the function to the browser as text, so it may refer to nothing outside itself.
const shipped = runInNewContext(`({ ${String(languageSwitch.i18nRouting)} }).i18nRouting`) as (
  data: object,
  route: object,
  target: string,
) => string

const untranslated = ['/guide/bills', '/old/']

const cases: [name: string, page: string, target: string, want: string][] = [
  ['a guide has its twin', 'guide/errors.md', 'en', '/en/guide/errors?a=b#c'],
  ['and the way back', 'en/guide/errors.md', 'root', '/guide/errors?a=b#c'],
  ['the index of a folder is the folder', 'en/api/v3/pay/index.md', 'root', '/api/v3/pay/?a=b#c'],
  ['the home has its twin', 'index.md', 'en', '/en/?a=b#c'],
  ['and the way back from it', 'en/index.md', 'root', '/?a=b#c'],
  ['from a page without a twin to the home', 'guide/bills.md', 'en', '/en/'],
  ['from a page below a folder without twins to the home', 'old/v3/pay/index.md', 'en', '/en/'],
  ['from an English page without a twin to the home', 'en/old/index.md', 'root', '/'],
  ['from a page that is not there to the home', '404.md', 'root', '/'],
]

test.each(cases)('%s', (_, relativePath, target, want) => {
  const route = { data: { relativePath }, query: '?a=b', hash: '#c' }
  expect(shipped({ theme: { value: { untranslated } } }, route, target)).toBe(want)
})
