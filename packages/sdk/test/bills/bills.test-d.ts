import { expectTypeOf } from 'vitest'
import {
  downloadFile,
  parseBill,
  profitSharingBill,
  subMerchantFundFlowBill,
  tradeBill,
  type Bill,
  type FundFlowBillRow,
  type TradeBillRow,
  type TradeBillSummary,
} from '../../src/bills/index.ts'
import type { ListOperation, Result, WechatPay } from '../../src/index.ts'

declare const wxpay: WechatPay
declare const signal: AbortSignal

export async function bills(): Promise<void> {
  const bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01', bill_type: 'ALL' }, signal, timeoutMs: 1 })
  expectTypeOf(bill).toEqualTypeOf<Bill<TradeBillRow, TradeBillSummary>>()
  for await (const row of bill.rows()) {
    expectTypeOf(row.total).toEqualTypeOf<number | undefined>()
    expectTypeOf(row.fee_yuan).toEqualTypeOf<string | undefined>()
    expectTypeOf(row.columns['新增的列']).toEqualTypeOf<string | undefined>()
    // @ts-expect-error a row is read-only
    row.total = 1
  }
  // @ts-expect-error bill_date is missing
  await tradeBill(wxpay, { query: { bill_type: 'ALL' } })
  // @ts-expect-error the operation has no such option
  await tradeBill(wxpay, { query: { bill_date: '2026-03-01', account_type: 'BASIC' } })
  // @ts-expect-error an encrypted bill needs an algorithm
  await subMerchantFundFlowBill(wxpay, { query: { bill_date: '2026-03-01', sub_mchid: '1', account_type: 'BASIC' } })
  expectTypeOf(subMerchantFundFlowBill).returns.resolves.items.toExtend<Bill<FundFlowBillRow>>()
  // Views for sub-merchants are clients too.
  await profitSharingBill(wxpay.partner('1900000110'), { query: { bill_date: '2026-03-01' } })
  expectTypeOf((await parseBill('')).summary?.columns).toEqualTypeOf<Readonly<Record<string, string>> | undefined>()
  const { data } = await wxpay.v3.bill.tradebill.get({ query: { bill_date: '2026-03-01' } })
  await downloadFile(wxpay, data)
}

interface Page {
  readonly data?: readonly { readonly id: string }[]
}
declare const list: ListOperation<{ readonly query?: { readonly limit?: number } }, Page, { readonly id: string }>
declare const needy: ListOperation<{ readonly id: string }, Page, { readonly id: string }>

export async function lists(): Promise<void> {
  for await (const item of list.items()) expectTypeOf(item).toEqualTypeOf<{ readonly id: string }>()
  for await (const page of list.pages({ query: { limit: 5 }, signal })) expectTypeOf(page).toEqualTypeOf<Result<Page>>()
  expectTypeOf(list()).resolves.toEqualTypeOf<Result<Page>>()
  for await (const complaint of wxpay.v3.merchantService.complaintsV2.get.items({
    query: { begin_date: '2026-03-01', end_date: '2026-03-02' },
  }))
    expectTypeOf(complaint.complaint_id).toExtend<string | undefined>()
  // @ts-expect-error a required option is required here too
  needy.items()
  // @ts-expect-error an operation that returns no list has no items
  wxpay.v3.bill.tradebill.get.items()
}
