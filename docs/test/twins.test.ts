import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { operationUrl } from '../generator/navigation/page-url.ts'
import { writeReference } from '../generator/packages/reference.ts'
import { machineFiles } from '../generator/twins/files.ts'
import { generatedPages, spec } from './support/generated.ts'
import { docsFolder } from './support/site.ts'

await writeReference()
const files = machineFiles(spec, docsFolder)
const twins = new Map([...files].filter(([file]) => file.endsWith('.md') && file !== 'SKILL.md'))

describe('the Markdown twins', () => {
  test('are one for every page', () => {
    const generated = [...generatedPages('zh').keys(), ...generatedPages('en').keys()]
    const written = globSync(['index.md', 'guide/**/*.md', 'en/index.md', 'en/{guide,reference}/**/*.md'], {
      cwd: docsFolder,
    })
    expect([...twins.keys()].toSorted()).toEqual([...generated, ...written].toSorted())
  })

  test('have no markup of the site', () => {
    const markup =
      /^:::|\{\{|v-pre|<\/?(?:div|span|p|table|tr|td|svg|section|script|template|dl|figure|[A-Z]\w*)\b[^>]*>|&#\d+;|&(?:lt|gt|amp|quot);/m
    const marked = [...twins].flatMap(([file, markdown]) => {
      const [found] = markup.exec(withoutCode(markdown)) ?? []
      return found === undefined ? [] : [`${file}: ${found}`]
    })
    expect(marked).toEqual([])
  })

  test('lead to twins alone', () => {
    const astray = [...files].flatMap(([file, markdown]) =>
      [...withoutCode(markdown).matchAll(/\]\((\/[^)\s]*)\)/g)]
        .filter(([, to = '']) => !files.has(to.slice(1)) && to !== '/openapi.json' && !isPicture(to))
        .map(([, to]) => `${file} → ${to}`),
    )
    expect(astray).toEqual([])
  })

  test('say what the pages say', () => {
    const complete = twins.get('api/v3/payscore/payafter-orders/_out_order_no_/complete/post.md')
    expect(complete).toContain(
      '| `json.fees[].fee_name` | string；1 至 20 个字符 | 必填 | 付费项目名称。同一订单内不可重复 |',
    )
    expect(complete).toContain('](/api/v3/payscore/payafter-orders/_out_order_no_/cancel/post.md)')
    const english = twins.get('en/api/v3/refund/domestic/refunds/post.md')
    expect(english).toMatch(/^# .+\n\n`POST \/v3\/refund\/domestic\/refunds` · Official name: 申请退款\n/)
    expect(english).toContain('| `json.amount.refund` | integer; At least 1 | Required |')
  })

  test('tell a picture in words', () => {
    expect(twins.get('guide/payafter-orders.md')).toContain('\n(状态图：CREATED 经用户确认到 USER_ACCEPTED')
  })
})

describe('files for agents', () => {
  test.each([
    ['llms.txt', ''],
    ['en/llms.txt', '/en'],
  ])('%s names every operation with its address', (file, root) => {
    const missing = spec.operations.filter((one) => !files.get(file)?.includes(`](${root}${operationUrl(one)}.md)`))
    expect(missing.map(({ id }) => id)).toEqual([])
  })

  test.each([
    ['llms-full.txt', /^(?!en\/)/],
    ['en/llms-full.txt', /^en\//],
  ])('%s has every page of its language', (file, ofLanguage) => {
    const text = files.get(file) ?? ''
    const missing = [...twins].filter(([twin, markdown]) => ofLanguage.test(twin) && !text.includes(markdown))
    expect(missing.map(([twin]) => twin)).toEqual([])
  })

  test('SKILL.md says when to use it, and its code is plain', () => {
    expect(files.get('SKILL.md')).toMatch(/^---\nname: wechatpay-ts\ndescription: .{80,}\n---\n/)
    expect(files.get('SKILL.md')).not.toContain('```ts run')
  })
})

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '')
}

function isPicture(address: string): boolean {
  return address.endsWith('.png') && existsSync(join(docsFolder, 'public', address))
}
