import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { v2NotificationFields } from '../../src/generated/v2-field-names.ts'
import { signingStringV2 } from '../../src/v2/signing-string.ts'
import { foldedField, type FieldSource } from '../../src/v2/folded-field.ts'
import { signV2, verifyV2 } from '../../src/v2/index.ts'

type Fields = Readonly<Record<string, string>>

const documented = new Set(v2NotificationFields.split(' '))
const genuine = {
  appid: 'wxd678efh567hg6787',
  attach: 'PB1',
  bank_type: 'CFT',
  cash_fee: '1050',
  fee_type: 'CNY',
  is_subscribe: 'N',
  mch_id: '1900000109',
  nonce_str: 'NONCE',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  out_trade_no: 'T1',
  result_code: 'SUCCESS',
  return_code: 'SUCCESS',
  time_end: '20260301100003',
  total_fee: '1050',
  trade_type: 'JSAPI',
  transaction_id: '4200000001',
}

/** Every message with the same signed text. */
function* messagesOf(signed: string): Generator<Fields> {
  const segments = signed.split('&')
  const extend = function* (at: number, fields: readonly [string, string][]): Generator<Fields> {
    if (at === segments.length) {
      const message = Object.fromEntries(fields)
      if (signingStringV2(message) === signed) yield message
      return
    }
    const [, name, value = ''] = /^([A-Za-z_][\w.-]*)=([^]*)$/.exec(segments[at]!) ?? []
    const last = fields.at(-1)
    // Any other order would change the signed text.
    if (name !== undefined && (!last || last[0] < name)) yield* extend(at + 1, [...fields, [name, value]])
    if (last) yield* extend(at + 1, [...fields.slice(0, -1), [last[0], `${last[1]}&${segments[at]}`]])
  }
  yield* extend(0, [])
}

function known(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => documented.has(name)))
}

describe('a field folded into the one before it', () => {
  const entries = Object.entries(genuine)

  test.each(entries.slice(1).map(([name], at) => [name, entries[at]![0]]))('%s in %s', async (name, neighbour) => {
    const { [name]: value, ...rest } = genuine as Fields
    const folded = { ...rest, [neighbour]: `${rest[neighbour]}&${name}=${value}` }
    expect(signingStringV2(folded)).toBe(signingStringV2(genuine))
    for (const source of ['notification', 'answer'] as const)
      expect(foldedField(folded, source)).toEqual({ field: neighbour, inside: name })
    const sign = await signV2(genuine, 'x'.repeat(32))
    expect(await verifyV2({ ...genuine, sign }, 'x'.repeat(32))).toBe(true)
    expect(await verifyV2({ ...folded, sign }, 'x'.repeat(32))).toBe(false)
  })

  test('an undocumented one is not named: it may be what somebody has written', () => {
    expect(foldedField({ ...genuine, transaction_id: '42&zhang_san=1' }, 'notification')).toEqual({
      field: 'transaction_id',
      inside: undefined,
    })
  })

  test.each(['coupon_id_0', 'coupon_fee_12', 'coupon_type_0'])('%s, whatever its number', (name) => {
    expect(foldedField({ ...genuine, cash_fee: `1&${name}=5` }, 'answer')).toMatchObject({ inside: name })
  })
})

describe('what a merchant writes stays what it is', () => {
  test.each([
    ['a=1&b=2'],
    ['from=app&out_trade_no=7'],
    ['https://shop.example/?appid=1&attach=2&total_fee=3'],
    ['a&b'],
    ['&'],
    ['&='],
    ['a & b = c'],
    ['{"a":"x&mch_id=1"}'],
    ['&支付=1'],
    ['x&bank_type=ABC&total_fee=1&zz='],
  ])('attach: %s', (attach) => {
    for (const source of ['notification', 'answer', 'request'] as const)
      expect(foldedField({ ...genuine, attach }, source)).toBeUndefined()
  })

  test.each<[string, Fields, FieldSource]>([
    [
      'the page of an H5 payment',
      {
        mch_id: '1900000109',
        mweb_url: 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1&package=14&redirect_url=x',
        nonce_str: 'NONCE',
        prepay_id: 'wx1',
      },
      'answer',
    ],
    [
      'a code to be shortened',
      {
        appid: 'wx1',
        long_url: 'weixin://wxpay/bizpayurl?sign=X&appid=wx1&mch_id=1&product_id=1&time_stamp=1&nonce_str=1',
        mch_id: '1900000109',
      },
      'request',
    ],
    ['an address of a redirect', { mch_id: '1', notify_url: 'https://shop.example/?a=1&plan_id=2' }, 'redirect'],
    [
      'a combined payment',
      {
        combine_mch_id: '1900000109',
        result_code: 'SUCCESS',
        sub_order_list: JSON.stringify({ order_list: [{ attach: 'from=app&out_trade_no=7&total_fee=1' }] }),
        trade_type: 'JSAPI',
      },
      'notification',
    ],
    ['a sentence', { ...genuine, return_msg: '参数错误 a=1&b=2' }, 'notification'],
  ])('%s', (_, fields, source) => {
    expect(foldedField(fields, source)).toBeUndefined()
  })
})

test.each<[string, Fields, FieldSource, string]>([
  [
    'the end of JSON split off',
    { ...genuine, promotion_detail: '{"a":"1', rate: '1"}' },
    'notification',
    'promotion_detail',
  ],
  ['the end of an attach split off', { ...genuine, attach: 'PB1', b: '2' }, 'notification', 'attach'],
  ['a later field in an unknown one', { ...genuine, zzz: '1&mch_id=1' }, 'notification', 'zzz'],
  [
    'a user’s name on a page that the user opens',
    { ...genuine, contract_display_account: 'A&x=1' },
    'redirect',
    'contract_display_account',
  ],
  [
    'a field in the place of one of the request’s own',
    { b: '1&version=2', c: '1', version: '3', z: '1' },
    'request',
    '',
  ],
  ['a field that the request could have had there', { body: 'x&detail=1', mch_id: '1' }, 'request', ''],
])('%s', (_, fields, source, field) => {
  const found = foldedField(fields, source)
  if (field === '') expect(found).toBeUndefined()
  else expect(found).toMatchObject({ field })
})

describe('of all messages with one signature, the one that was signed is accepted, and no other that tells otherwise', () => {
  /** Pieces of a forged text that a user might place in the merchant's `attach`. */
  const piece = fc.constantFrom(
    'x',
    'a=1',
    'b=2',
    'appid=wx2',
    'bank_type=FORGED',
    'cash_fee=1',
    'device_info=WEB',
    'mch_id=2',
    'out_trade_no=T2',
    'promotion_detail={}',
    'return_msg=OK',
    'total_fee=1',
    'transaction_id=1',
    'zzz=1',
    'zzz=',
  )
  const attach = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('&'))
  const { appid, bank_type, cash_fee, mch_id, out_trade_no, total_fee } = genuine
  const order = { appid, bank_type, cash_fee, mch_id, out_trade_no, total_fee }

  test('whatever stands in attach', () => {
    let accepted = 0
    fc.assert(
      fc.property(attach, fc.boolean(), (text, unknown) => {
        const sent = { ...order, attach: text, ...(unknown && { zzzz: '1' }) }
        if (foldedField(sent, 'notification')) return
        accepted++
        for (const message of messagesOf(signingStringV2(sent)))
          if (!foldedField(message, 'notification')) expect(known(message)).toEqual(known(sent))
      }),
      { numRuns: 100 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})
