import { beforeAll, expect, test } from 'vitest'
import { generateMerchantKeys } from '../../src/index.ts'
import { implementations } from '../../src/products/index.ts'
import { START } from '../support/store.ts'
import { type PlayedAnswer, type Variant, playEverything } from './flow.ts'

/** Two merchants' days in which nothing is alike: numbers, texts, amounts, times, cards, fees. */
const variants: readonly [Variant, Variant] = [
  {
    start: START,
    mchid: 1_900_001_100,
    appid: 'wx00000000000000aa',
    serviceId: '00004000000000000000000000000001',
    text: (base) => `${base}甲`,
    number: (base) => `${base}A1`,
    fen: (base) => base,
    bankType: 'CMB_DEBIT',
    settle: 'T0',
    feeRate: 60,
  },
  {
    start: START + 37 * 86_400_000 + 7_654_000,
    mchid: 1_900_002_200,
    appid: 'wx00000000000000bb',
    serviceId: '00004000000000000000000000000002',
    text: (base) => `${base}乙`,
    number: (base) => `${base}B2`,
    fen: (base) => base * 2 + 3,
    bankType: 'ICBC_DEBIT',
    settle: 'T1',
    feeRate: 100,
  },
]

const always = 'the only value that the sandbox plays'
const envelope = 'an answer of APIv2 that is a success'
const byCode = 'the trade type of every payment by code'
const testSystem = 'the test system has no phone that pays with a card'
const unfreezing = 'unfreezing is done at once, and the merchant itself receives the rest'
const once = 'the only state in which this operation answers with success'

/** Fields with one value for everybody, each with the reason. All others must follow from what happened. */
const constants: Readonly<Record<string, string>> = {
  currency: always,
  payer_currency: always,
  fee_type: always,
  cash_fee_type: always,
  货币种类: always,
  coupon_type: always,
  stock_type: always,
  费率备注: 'no rate of the sandbox has a remark',
  特约商户号: 'the bills are of a merchant without special merchants',
  is_subscribe: 'nobody in the sandbox follows an official account',
  recall: 'a reversal has never to be repeated',
  hash_type: 'documented as the only one',
  algorithm: 'documented as the only one',
  associated_data: 'documented as the only one of certificates',
  miniprogram_appid: 'the mini program of WeChat Pay itself',
  miniprogram_businesstype: 'the mini program of WeChat Pay itself',
  miniprogram_path: 'the mini program of WeChat Pay itself',
  miniprogram_username: 'the mini program of WeChat Pay itself',
  pay_type: 'told only of an order that was paid elsewhere',
  return_code: envelope,
  return_msg: envelope,
  result_code: envelope,
  result_msg: envelope,
  'billdownloadFile 优惠类型': 'the only files of vouchers that the days ask for are of a stock for goods',
  'payTransactionsCodepay trade_state': once,
  'payTransactionsCodepay trade_state_desc': once,
  'payTransactionsCodepay trade_type': byCode,
  'payPartnerTransactionsCodepay trade_state': once,
  'payPartnerTransactionsCodepay trade_state_desc': once,
  'payPartnerTransactionsCodepay trade_type': byCode,
  'v2PayMicropay trade_type': byCode,
  'v2XdcApiv2sandboxPayMicropay trade_type': byCode,
  'v2XdcApiv2sandboxPayMicropay bank_type': testSystem,
  'v2XdcApiv2sandboxPayOrderquery trade_type': byCode,
  'v2XdcApiv2sandboxPayOrderquery bank_type': testSystem,
  'refundDomesticRefunds status': once,
  'refundDomesticRefunds channel': 'another card is known only after an abnormal refund',
  'refundDomesticRefundApplyAbnormalRefund status': once,
  'refundDomesticRefundApplyAbnormalRefund channel': 'money goes to the card only after the answer',
  'profitsharingOrdersUnfreeze state': unfreezing,
  'profitsharingOrdersUnfreeze receivers.result': unfreezing,
  'profitsharingOrdersUnfreeze receivers.type': unfreezing,
  'profitsharingOrder state': unfreezing,
  'profitsharingOrder receivers.result': unfreezing,
  'profitsharingOrder receivers.type': unfreezing,
  'ecommerceProfitsharingOrdersQuery status': unfreezing,
  'ecommerceProfitsharingOrdersQuery receivers.result': unfreezing,
  'ecommerceProfitsharingOrdersQuery receivers.type': unfreezing,
  'v2PayProfitsharingquery status': unfreezing,
  'v2PayProfitsharingquery receivers.result': unfreezing,
  'v2PayProfitsharingquery receivers.type': unfreezing,
}

let played: readonly [readonly PlayedAnswer[], readonly PlayedAnswer[]]

beforeAll(async () => {
  const keys = await generateMerchantKeys()
  played = [await playEverything(variants[0], keys), await playEverything(variants[1], keys)]
})

test('the days go through every operation that is played', () => {
  for (const answers of played) {
    const ids = new Set(answers.map(({ operation }) => operation))
    expect(Object.keys(implementations).filter((id) => !ids.has(id))).toEqual([])
  }
})

test('no field of an answer is the same for everybody, unless it is known why', () => {
  const used = new Set<string>()
  const unexplained: string[] = []
  for (const [field, values] of valuesByField(played.flat())) {
    if (values.size > 1) continue
    const reason = [field, field.split(/[ .]/).at(-1) ?? ''].find((name) => Object.hasOwn(constants, name))
    if (reason === undefined) unexplained.push(`${field} = ${[...values].join()}`)
    else used.add(reason)
  }
  expect(unexplained).toEqual([])
  expect(Object.keys(constants).filter((name) => !used.has(name))).toEqual([])
})

/** The values of each field on both days, by operation and path: `payafterOrderQuery fees.fee_amount`. */
function valuesByField(answers: readonly PlayedAnswer[]): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>()
  for (const { operation, data } of answers) {
    for (const [path, value] of leavesOf(data)) {
      // APIv2 has lists as fields with numbers: coupon_id_0, coupon_id_1.
      const field = `${operation} ${path.replaceAll(/_\d+/g, '_n')}`
      fields.set(field, (fields.get(field) ?? new Set()).add(value))
    }
  }
  return fields
}

function leavesOf(value: unknown, path = ''): [path: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, path))
  // Some fields of APIv2 are texts in JSON.
  if (typeof value === 'string' && /^[[{]/.test(value)) return leavesOf(JSON.parse(value), path)
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, path === '' ? name : `${path}.${name}`))
}
