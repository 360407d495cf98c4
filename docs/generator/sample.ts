/**
 * Set `DOCS_SAMPLE=1` to write a part of the reference: tests of every change look at one page in sixty and at those of
 * every kind, because the whole site takes minutes to build.
 */
export const isSample = process.env['DOCS_SAMPLE'] === '1'

/** Pages that the tests open by name. */
const named: ReadonlySet<string> = new Set([
  'index',
  'products/payments',
  'products/payscore',
  'v3/payscore/index',
  'events/index',
  'v3/payscore/payafter-orders/post',
  'v3/payscore/payafter-orders/_out_order_no_/complete/post',
  'v3/pay/transactions/jsapi/post',
  'v3/pay/transactions/native/post',
  'v3/pay/transactions/out-trade-no/_out_trade_no_/get',
  'v3/refund/domestic/refunds/post',
  'v3/refund/domestic/refunds/_refund_id_/apply-abnormal-refund/post',
  'v3/combine-transactions/out-trade-no/_combine_out_trade_no_/close/post',
  'v3/bill/tradebill/get',
  'v3/applyment4sub/applyment/_/post',
  'v2/pay/unifiedorder/post',
  'events/payscore/user-paid',
])
const every = 60

/** Chooses the generated files that are written. Files of data always are. */
export function inSample(files: readonly string[]): string[] {
  let count = 0
  return files.filter((file) => {
    const page = /^(?:en\/)?api\/(.*)\.md$/.exec(file)?.[1]
    if (page === undefined || page.startsWith('_parts/')) return true
    return named.has(page) || count++ % every === 0
  })
}
