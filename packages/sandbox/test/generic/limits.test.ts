import { describe, expect, test } from 'vitest'
import { MCHID } from '../routes/merchant.ts'
import { world } from '../routes/world.ts'

/** Every operation refuses values beyond documented limits with the parameter layer's message. */
const order = {
  appid: 'wxd678efh567hg6787',
  mchid: MCHID,
  description: '充电宝',
  out_trade_no: 'T20260301000001',
  notify_url: 'https://shop.example.com/wechatpay',
  amount: { total: 100, currency: 'CNY' },
}
const refund = {
  out_trade_no: 'T20260301000001',
  out_refund_no: 'R1',
  amount: { refund: 5, total: 10, currency: 'CNY' },
}
const receiver = { appid: order.appid, type: 'PERSONAL_OPENID', account: 'oUpF8uMuAJO' }
const budget = {
  brand_id: '120344',
  out_request_no: '34657_20250101_123456',
  update_mode: 'MAX_COUNT',
  current_max_count: 10,
  target_max_count: 20,
}
const PAYMENT = '/v3/pay/transactions/native'
const REFUND = '/v3/refund/domestic/refunds'

const text = (at: string, title: string, rule: string) =>
  `输入源“/body/${at}”映射到值字段“${title}”字符串规则校验失败，${rule}`
const number = (at: string, title: string, rule: string) =>
  `输入源“/body/${at}”映射到数值字段“${title}”规则校验失败，${rule}`
const missing = (at: string, title: string) =>
  `输入源“/body/${at}”映射到字段“${title}”必填性规则校验失败，此字段为必填项`
const CHARACTERS = '字符串必须匹配正则表达式“^(?:[0-9A-Za-z_\\-|*]*)$”'

describe('is refused', () => {
  test.each<[name: string, path: string, body: object, message: string]>([
    [
      'an order number of 3 letters',
      PAYMENT,
      { ...order, out_trade_no: 'T01' },
      text('out_trade_no', '商户订单号', '字符数 3，小于最小值 6'),
    ],
    [
      'one of 60',
      PAYMENT,
      { ...order, out_trade_no: 'T'.repeat(60) },
      text('out_trade_no', '商户订单号', '字符数 60，大于最大值 32'),
    ],
    [
      'one with other characters',
      PAYMENT,
      { ...order, out_trade_no: '订单 号!123' },
      text('out_trade_no', '商户订单号', CHARACTERS),
    ],
    [
      'a description of 500 characters',
      PAYMENT,
      { ...order, description: '宝'.repeat(500) },
      text('description', '商品描述', '字符数 500，大于最大值 127'),
    ],
    ['nothing to pay', PAYMENT, { ...order, amount: { total: 0 } }, number('amount/total', '总金额', '值低于最小值 1')],
    [
      'less than nothing',
      PAYMENT,
      { ...order, amount: { total: -1 } },
      number('amount/total', '总金额', '值低于最小值 1'),
    ],
    [
      'an end that is no RFC 3339',
      PAYMENT,
      { ...order, time_expire: '20260301100000' },
      text('time_expire', '交易结束时间', '字符串必须符合格式“RFC 3339”'),
    ],
    [
      'a refund of no order',
      REFUND,
      { ...refund, out_trade_no: undefined },
      missing('transaction_id', '微信支付订单号'),
    ],
    [
      'a refund of nothing',
      REFUND,
      { ...refund, amount: { ...refund.amount, refund: 0 } },
      number('amount/refund', '退款金额', '值低于最小值 1'),
    ],
    [
      'a receiver’s relation that is not told',
      '/v3/profitsharing/receivers/add',
      { ...receiver, relation_type: 'CUSTOM' },
      missing('custom_relation', '自定义的分账关系'),
    ],
    [
      'a limit of another kind than the one to change',
      '/v3/marketing/partner/product-coupon/product-coupons/P1/stocks/S1/update-budget',
      { ...budget, target_max_count_per_day: 20 },
      '输入源“/body/target_max_count_per_day”映射到字段“目标批次每日发放次数上限”规则校验失败，此字段在当前条件下不能填写',
    ],
    [
      'a person who receives, without an application',
      '/v3/profitsharing/receivers/add',
      { ...receiver, relation_type: 'STAFF', appid: undefined },
      missing('appid', '应用ID'),
    ],
    [
      'a refund of a direct merchant without its currency',
      REFUND,
      { ...refund, amount: { refund: 5, total: 10 } },
      missing('amount/currency', '退款币种'),
    ],
  ])('%s', async (_, path, body, message) => {
    const { status, json } = await world().post(path, body)
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', message } })
  })
})

describe.each(
  ['native', 'jsapi', 'app', 'h5', 'codepay'].flatMap((way) => [
    { way, path: `/v3/pay/transactions/${way}`, isPartner: false },
    { way, path: `/v3/pay/partner/transactions/${way}`, isPartner: true },
  ]),
)('$path', ({ way, path, isPartner }) => {
  const { mchid, appid, notify_url, ...own } = order
  const openid = isPartner ? 'sp_openid' : 'openid'
  const terms = {
    ...own,
    ...(isPartner ? { sp_mchid: mchid, sp_appid: appid, sub_mchid: '1900000110' } : { mchid, appid }),
    ...(way === 'codepay'
      ? { payer: { auth_code: '130061098828009406' }, scene_info: { store_info: { id: '1' } } }
      : { notify_url }),
    ...(way === 'jsapi' && { payer: { [openid]: 'oUser' } }),
    ...(way === 'h5' && { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } }),
  }

  /** A detail of this size, in which some characters take three bytes. */
  function detailOf(bytes: number) {
    const line = (goods_name: string) => ({ merchant_goods_id: 'G1', goods_name, quantity: 1, unit_price: 1 })
    const lines = Array.from({ length: 20 }, () => line('书'.repeat(75)))
    const rest = bytes - Buffer.byteLength(JSON.stringify({ goods_detail: [...lines, line('')] }))
    return { goods_detail: [...lines, line('a'.repeat(rest))] }
  }

  test('takes a detail of 6144 bytes as JSON, not of one more', async () => {
    expect((await world().post(path, { ...terms, detail: detailOf(6144) })).text).not.toContain('/body')
    expect((await world().post(path, { ...terms, detail: detailOf(6145) })).json).toMatchObject({
      code: 'PARAM_ERROR',
      message: text('detail', '优惠功能', '字节数 6145，大于最大值 6144'),
    })
  })

  test('takes | in its number, unless it is paid by code', async () => {
    const { text: answer } = await world().post(path, { ...terms, out_trade_no: 'CP|004' })
    expect(answer.includes('/body/out_trade_no')).toBe(way === 'codepay')
    expect((await world().post(path, { ...terms, out_trade_no: 'CP*_-004' })).text).not.toContain('/body')
  })
})

test('a partner’s refund needs no currency', async () => {
  const { text } = await world().post(REFUND, {
    ...refund,
    sub_mchid: '1900000110',
    amount: { refund: 5, total: 10 },
  })
  // The refund itself is refused, because its order does not exist.
  expect(text).not.toContain('/body/amount/currency')
})

test('what keeps to its limits passes', async () => {
  const { status, json } = await world().post(PAYMENT, { ...order, time_expire: '2026-03-01T10:30:00+08:00' })
  expect({ status, json }).toMatchObject({ status: 200 })
})
