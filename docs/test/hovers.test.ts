import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { inLanguageOf } from '../.vitepress/comment-language.ts'
import { blockKey } from '../.vitepress/hovers/block-key.ts'
import type { BlockTypes } from '../.vitepress/hovers/block-types.ts'
import { hoversFolder } from '../.vitepress/hovers/hovers-folder.ts'
import { shortComment, shortType } from '../.vitepress/hovers/shorten.ts'
import { writeHovers } from '../.vitepress/hovers/write-hovers.ts'
import { readPrograms, type Program } from '../generator/programs.ts'
import { spec } from './support/generated.ts'

let programs: readonly Program[]
const typesOf = async ({ code }: Pick<Program, 'code'>) =>
  JSON.parse(await readFile(join(hoversFolder, `${blockKey(code)}.json`), 'utf8')) as BlockTypes

beforeAll(async () => {
  await writeHovers(spec)
  programs = (await readPrograms()).programs.filter(({ page }) => !page.startsWith('../'))
})

test('every program of a page that is written by hand has types, for names that stand where it says', async () => {
  expect(programs.length).toBeGreaterThan(90)
  for (const program of programs) {
    const lines = program.code.split('\n')
    const { names, types } = await typesOf(program)
    const wrong = names
      .map(([line, column, length, type]) => [lines[line]?.slice(column, column + length), types[type]] as const)
      .filter(([name, type]) => !/^[\w$]+$/.test(name ?? '') || type === undefined || type[0] === '')
    expect([program.name, wrong]).toEqual([program.name, []])
    expect([program.name, names.length > 0]).toEqual([program.name, true])
  }
})

test('nothing is left of programs that are gone', async () => {
  const keys = new Set(programs.map(({ code }) => `${blockKey(code)}.json`))
  expect((await readdir(hoversFolder)).filter((file) => !keys.has(file))).toEqual([])
})

test('a name has its real type, and its comment in both languages', async () => {
  const program = programs.find(({ code }) => code.includes('const { launch } = await nativeOrder'))!
  const { names, types } = await typesOf(program)
  const lines = program.code.split('\n')
  const typeOf = (name: string) => {
    const found = names.find(([line, column, length]) => lines[line]!.slice(column, column + length) === name)
    return found && types[found[3]]
  }
  expect(typeOf('launch')).toEqual(['const launch: string', ''])
  expect(typeOf('out_trade_no')).toEqual([
    '(property) out_trade_no: string',
    expect.stringContaining('商户订单号'),
    expect.stringContaining('Merchant order number'),
  ])
  expect(typeOf('nativeOrder')?.[1]).toContain('Creates an order and returns the text for its QR code')
  expect(typeOf('console')).toBeUndefined()
})

test('the languages of a guide share the types of a program', () => {
  const code = 'const total = 1800 // 单位是分 · in fen\n'
  expect(blockKey(inLanguageOf('en/guide/x.md', code))).toBe(blockKey(inLanguageOf('guide/x.md', code)))
  expect(blockKey('const total = 1 // 单位是分 · in fen\n')).not.toBe(blockKey(code))
})

describe('what is long is shortened', () => {
  test.each([
    ['(alias) function a(): void\nimport a', 'function a(): void'],
    ['const a: {\n    b: string;\n}', 'const a: {\n    b: string;\n}'],
    [`a(b: {\n${'    c: string;\n'.repeat(20)}}): Promise<D>`, 'a(b: { … }): Promise<D>'],
    [`a<{\n${'    c: string;\n'.repeat(20)}}>(b: () => void): Promise<D>`, 'a(b: () => void): Promise<D>'],
    [`(method) A<B, C>.a<${'D | '.repeat(90)}E>(b: string): F`, '(method) A<B, C>.a(b: string): F'],
  ])('type %#', (type, short) => {
    expect(shortType(type)).toBe(short)
  })

  test('a type that no folding makes short ends between two words', () => {
    const short = shortType(`const a: ${Array.from({ length: 100 }, (_, index) => `'VALUE_${index}'`).join(' | ')}`)
    expect(short.length).toBeLessThan(330)
    expect(short).toMatch(/'VALUE_\d+' \| …$/)
  })

  test.each([
    ['Starts it.\n\nMore of it.', 'Starts it.'],
    ['One sentence, over\ntwo lines. {@inheritDoc Other}', 'One sentence, over two lines.'],
    ['商户号。微信支付分配的商户号。 `string · ≤ 32`', '商户号。微信支付分配的商户号。 `string · ≤ 32`'],
    ['商户订单号。 `string · 6–32 · [0-9A-Za-z_\\-|*]`', '商户订单号。 `string · 6–32`'],
    ['门店编号。 `string · ^\\d+$`', '门店编号。'],
    ['订单状态。\n- `A`：甲\n- `B`：乙', '订单状态。'],
    ['查询订单\n\n`GET /v3/pay`\n\n长篇大论。', '查询订单 `GET /v3/pay`'],
    [`First sentence. ${'Another sentence. '.repeat(20)}`, `First sentence.${' Another sentence.'.repeat(9)}`],
  ])('comment %#', (comment, short) => {
    expect(shortComment(comment)).toBe(short)
  })
})
