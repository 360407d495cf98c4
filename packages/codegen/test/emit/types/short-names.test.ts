import { describe, expect, test } from 'vitest'
import { declaredNames, longestName, shortenNames, shortNames } from '../../../src/emit/types/short-names.ts'
import { generate } from '../../../src/generate.ts'
import { wholeSpec } from '../../support/whole-spec.ts'

const short = (name: string, others: readonly string[] = []) => shortNames([name, ...others]).get(name)

describe('a name beyond the limit', () => {
  test.each([
    [
      'loses the parameters of its path but the last',
      'V3_Marketing_Partner_Products__product_coupon_id__Stocks__stock_id__Codes__code_',
      'V3_Marketing_Partner_Products_Stocks__stock_id__Codes__code_',
    ],
    [
      'loses joining words, then what comes again',
      'EcommerceTransferReceiptsContractByPlanIdAndOutContractCodeTerminateResponse',
      'EcommerceTransferReceiptsPlanIdOutContractCodeTerminateResponse',
    ],
    [
      'loses what comes again',
      'MarketingPartnerProductCouponProductCouponStockDisassociateStoresResponse',
      'MarketingPartnerCouponProductCouponStockDisassociateStoresResponse',
    ],
    [
      'loses words around the middle, never the product and the end',
      'PlatsolutionEcommerceMchTransferDepositInsurancePremiumsCompensationBillsRequest',
      'PlatsolutionEcommerceMchTransferPremiumsCompensationBillsRequest',
    ],
  ])('%s', (_, long, wanted) => {
    expect(short(long)).toBe(wanted)
  })

  test('is not shortened to a name that is taken', () => {
    const long = 'MarketingPartnerProductCouponProductCouponStockDisassociateStoresResponse'
    const taken = 'MarketingPartnerCouponProductCouponStockDisassociateStoresResponse'
    expect(short(long, [taken])).not.toBe(taken)
  })

  test('gets the same short name whatever stands beside it', () => {
    const long = 'PlatsolutionEcommerceMchTransferDepositInsurancePremiumsCompensationBillsRequest'
    expect(short(long, ['Other', `Z${long}`])).toBe(short(long))
  })
})

test('a shorter name is called so wherever it is mentioned', () => {
  const long = `Pay${'Order'.repeat(14)}Request`
  const files = [`export type ${long} = string\n`, `export type Other = ${long}[] // ${long}Extra\n`]
  expect(shortenNames(files.map((text) => ({ path: 'a.ts', text }))).map(({ text }) => text)).toEqual([
    `export type ${short(long)} = string\n`,
    `export type Other = ${short(long)}[] // ${long}Extra\n`,
  ])
})

test('no generated type has a name beyond the limit', () => {
  const names = generate(wholeSpec).flatMap(({ text }) => declaredNames(text))
  expect(names.length).toBeGreaterThan(6_000)
  expect(names.filter(({ length }) => length > longestName)).toEqual([])
})
