import { describe, expect, test } from 'vitest'
import { parseXml, signV2, toXml } from 'wechatpay-ts/v2'
import type { RequestSchema } from '../../src/generated/operations.ts'
import { products } from '../../src/generated/routes.ts'
import type { SandboxPolicy } from '../../src/products/index.ts'
import { APPID, MCHID, merchant } from '../routes/merchant.ts'
import { world } from '../routes/world.ts'

const PATTERN = String.raw`^https?://([^\s/?#\[\]\@]+\@)?([^\s/?#\@:]+)(?::\d{2,5})?([^\s?#\[\]]*)$`
const AMOUNT = { total: 100, currency: 'CNY' }
const ORDER = { appid: APPID, mchid: MCHID, description: '书', out_trade_no: 'ORDER1', amount: AMOUNT }
const SUB_ORDER = {
  mchid: MCHID,
  attach: '店',
  description: '书',
  out_trade_no: 'ORDER2',
  amount: { total_amount: 100, currency: 'CNY' },
}

const calls: readonly (readonly [path: string, title: string, body: object])[] = [
  ['/v3/pay/transactions/native', '通知地址', ORDER],
  [
    '/v3/combine-transactions/native',
    '通知地址',
    { combine_appid: APPID, combine_mchid: MCHID, combine_out_trade_no: 'COMBINED1', sub_orders: [SUB_ORDER] },
  ],
  [
    '/v3/refund/domestic/refunds',
    '退款结果回调url',
    { out_trade_no: 'ORDER1', out_refund_no: 'R1', amount: { refund: 1, ...AMOUNT } },
  ],
]

const refused = [
  'https://shop.example/n?a=1',
  'https://shop.example/n#a',
  ' https://shop.example/n',
  'https://shop.example/n ',
  'ftp://shop.example/n',
  'shop.example/notify?order=1',
]
const accepted = [
  'https://shop.example/n',
  'http://localhost:3000/n',
  'http://127.0.0.1:3000/n',
  'https://shop.example/',
]
const BARE = 'https://shop.example'

const problem = (title: string, rule: string) => ({
  code: 'PARAM_ERROR',
  message: `输入源“/body/notify_url”映射到值字段“${title}”字符串规则校验失败，${rule}`,
})

describe.each(calls)('%s', (path, title, body) => {
  const create = (notify_url: string, policy: Partial<SandboxPolicy> = {}) =>
    world({ policy }).post(path, { ...body, notify_url })

  test.each(refused)('refuses %j by production’s pattern, and shows it', async (notify_url) => {
    const { status, json } = await create(notify_url)
    expect({ status, json }).toEqual({
      status: 400,
      json: {
        ...problem(title, `字符串必须匹配正则表达式“${PATTERN}”`),
        detail: { location: 'body', value: notify_url },
      },
    })
  })

  test('refuses a domain alone, unless the policy goes by the pattern', async () => {
    const { status, json } = await create(BARE)
    expect({ status, json }).toMatchObject({
      status: 400,
      json: problem(title, '地址必须是带路径的完整地址，不能只有域名'),
    })
    const lenient = await create(BARE, { notifyUrlWithoutPath: 'accept' })
    expect(lenient.text).not.toContain('notify_url')
  })

  test.each(accepted)('takes %s', async (notify_url) => {
    const { text } = await create(notify_url)
    expect(text).not.toContain('notify_url')
  })
})

describe('an order of APIv2', () => {
  async function create(notify_url: string, policy: Partial<SandboxPolicy> = {}) {
    const fields = {
      appid: APPID,
      mch_id: MCHID,
      nonce_str: 'n1',
      body: '书',
      out_trade_no: 'ORDER1',
      total_fee: '100',
      spbill_create_ip: '127.0.0.1',
      trade_type: 'NATIVE',
      product_id: 'G1',
      notify_url,
    }
    const body = toXml({ ...fields, sign: await signV2(fields, merchant.apiV2Key, 'MD5') })
    const answer = await world({ policy }).api.request('/pay/unifiedorder', { method: 'POST', body })
    return parseXml(await answer.text())
  }

  test.each([...refused, BARE])('is refused with %j in the words of APIv2', async (notify_url) => {
    expect(await create(notify_url)).toEqual({ return_code: 'FAIL', return_msg: 'notify_url参数格式有误' })
  })

  test('is made with the others', async () => {
    for (const notify_url of accepted) expect(await create(notify_url)).toMatchObject({ return_code: 'SUCCESS' })
    expect(await create(BARE, { notifyUrlWithoutPath: 'accept' })).toMatchObject({ return_code: 'SUCCESS' })
  })
})

test('every address for notifications in a request is checked', async () => {
  const unchecked: string[] = []
  const visit = ({ properties = {}, ...schema }: RequestSchema, at: string): void => {
    for (const [name, field] of Object.entries(properties)) {
      if (name.endsWith('notify_url') && field.patternText !== PATTERN) unchecked.push(`${at}.${name}`)
      visit(field, `${at}.${name}`)
    }
    for (const inner of [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) if (inner) visit(inner, at)
  }
  for (const { operations } of await Promise.all(products.map(({ load }) => load())))
    for (const { id, body, query } of Object.values(operations)) {
      visit(body ?? {}, id)
      visit(query, id)
    }
  expect(unchecked).toEqual([])
})
