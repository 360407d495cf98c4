import { describe, expect, test } from 'vitest'
import { withoutRepeats } from '../../src/glossary/without-repeats.ts'

describe('a description below its title', () => {
  test.each([
    ['卡名称', '卡的名称', undefined],
    ['会员权益', '会员的权益。', undefined],
    ['核销时间', '核销的时刻', undefined],
    ['单品价格', '单价。单位：分', '单位：分'],
    ['商户服务订单号', '商户服务订单号，不超过 32 个字符', '不超过 32 个字符'],
    ['完结类型', '完结的类型：1 取消，2 使用', '1 取消，2 使用'],
    ['服务开始时间', '开始时间：yyyyMMdd 或 OnAccept', 'yyyyMMdd 或 OnAccept'],
    ['总金额', '单位：分；等于费用之和减去优惠之和', '单位：分；等于费用之和减去优惠之和'],
    ['收款方', '付款方', '付款方'],
    ['收款方', '', undefined],
    ['', '卡的名称', '卡的名称'],
    [undefined, ' 卡的名称 ', '卡的名称'],
  ])('in Chinese: %s, %s → %s', (title, description, said) => {
    expect(withoutRepeats(title, description, 'zh')).toBe(said)
  })

  test.each([
    ['store ID', 'ID of the store', undefined],
    ['time of signing', 'When it was signed.', undefined],
    ['background color', 'The background colour', undefined],
    ['transfer amount', 'The amount to transfer. Unit: fen (1/100 yuan)', 'Unit: fen (1/100 yuan)'],
    ['phone number', 'The phone number, encrypted', 'Encrypted'],
    ['brand ID', 'ID of the brand, which must exist', 'ID of the brand, which must exist'],
    ['start time', 'The start: yyyyMMdd or OnAccept', 'yyyyMMdd or OnAccept'],
    ['product ID', 'The product, trade_type NATIVE only', 'trade_type NATIVE only'],
    ['payer', 'The payee', 'The payee'],
  ])('in English: %s, %s → %s', (title, description, said) => {
    expect(withoutRepeats(title, description, 'en')).toBe(said)
  })
})
