import { privateDecrypt } from 'node:crypto'
import { WechatPay } from 'wechatpay-ts'
import { ecommerceFundFlowBill, payscoreBill, profitSharingBill, subMerchantFundFlowBill } from 'wechatpay-ts/bills'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { START } from '../support/store.ts'

const bill_date = '2026-03-01'
const algorithm = 'AEAD_AES_256_GCM'

let sandbox: Sandbox
let wxpay: WechatPay

beforeAll(async () => {
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  wxpay = new WechatPay(sandbox.clientOptions)
})
afterAll(() => sandbox.close())

test.each([undefined, 'GZIP'] as const)('an encrypted bill opens with the merchant’s key (%s)', async (tar_type) => {
  const packed = { ...(tar_type && { tar_type }) }
  const sub = { sub_mchid: '1900000110', bill_date, account_type: 'BASIC', algorithm, ...packed } as const
  const all = { bill_date, account_type: 'ALL', algorithm, ...packed } as const
  const { serviceId: service_id } = sandbox.merchant
  const score = { bill_date: '2026030110', service_id, encryption_algorithm: algorithm, tar_type: 'GZIP' } as const
  for (const asked of [
    subMerchantFundFlowBill(wxpay, { query: sub }),
    ecommerceFundFlowBill(wxpay, { query: all }),
    payscoreBill(wxpay, { query: score }),
  ]) {
    const [bill, ...others] = await asked
    expect(others).toEqual([])
    const rows = []
    for await (const row of bill!.rows()) rows.push(row)
    expect(rows).toEqual([])
    expect(bill!.summary).toBeDefined()
    await bill!.close()
  }
})

test('a fund bill is one, and nobody else opens it', async () => {
  const query = { sub_mchid: '1900000110', bill_date, account_type: 'BASIC', algorithm } as const
  const [bill] = await subMerchantFundFlowBill(wxpay, { query })
  for await (const row of bill!.rows()) expect(row).toBeUndefined()
  expect(bill!.summary).toMatchObject({ count: 0, income: 0, expense: 0 })
  await bill!.close()

  const { data } = await wxpay.v3.bill.subMerchantFundflowbill.get({ query })
  const [file] = data.download_bill_list ?? []
  const { merchant } = await sandbox.createMerchant()
  const { privateKey } = merchant
  const open = () => privateDecrypt({ key: privateKey, oaepHash: 'sha1' }, Buffer.from(file!.encrypt_key, 'base64'))
  expect(open).toThrow()
})

test('a profit-sharing bill is read', async () => {
  await using bill = await profitSharingBill(wxpay, { query: { bill_date } })
  for await (const row of bill.rows()) expect(row).toBeUndefined()
  expect(bill.summary).toBeDefined()
})
