import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeBlocks } from '../generator/code-blocks.ts'
import { docsFolder } from './support/site.ts'

const read = (file: string): string => readFileSync(join(docsFolder, file), 'utf8')
const english = globSync('en/guide/*.md', { cwd: docsFolder }).toSorted()
const include = /<!--@include: (\S+?\.md)#([\w-]+)-->/g

test('every guide stands in both languages', () => {
  const chinese = globSync('guide/*.md', { cwd: docsFolder }).toSorted()
  expect(english).toEqual(chinese.map((file) => join('en', file)))
})

describe.each(english)('%s', (file) => {
  test('takes its programs from the Chinese guide, where they are run', () => {
    expect(codeBlocks(read(file)).filter(({ language }) => /^[jt]sx?$/.test(language))).toEqual([])
    const taken = [...read(file).matchAll(include)].map(([, path = '', region = '']) => ({ path, region }))
    const regions = taken.map(({ path, region }) => {
      const [, content = ''] =
        new RegExp(`<!-- #region ${region} -->(.*?)<!-- #endregion ${region} -->`, 's').exec(
          read(join(dirname(file), path)),
        ) ?? []
      return [region, codeBlocks(content).length > 0]
    })
    expect(regions).toEqual(regions.map(([region]) => [region, true]))
  })

  test('says all that the programs say in its own language', () => {
    const chinese = [...read(file).matchAll(include)].flatMap(([, path = '', region = '']) => {
      const source = read(join(dirname(file), path))
      const content = source.split(`<!-- #region ${region} -->`)[1]!.split(`<!-- #endregion ${region} -->`)[0]!
      return content.split('\n').filter((line) => /(?:^|\s)\/\/ [^·]*\p{Script=Han}[^·]*$/u.test(line))
    })
    expect(chinese.filter((line) => !line.includes('@ts-expect-error'))).toEqual([])
  })
})
