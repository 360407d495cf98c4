/** Places where people keep the spec different from the facts, with reasons. A test fails on any other difference. */
export const handKept: readonly { readonly operation: RegExp; readonly path: RegExp; readonly reason: string }[] = [
  {
    operation: /^webhook (?:TRANSACTION\.SUCCESS|PAYSCORE\.USER_(?:ACCEPTED|PAID))$/,
    path: /^resource\./,
    reason: 'the spec tells the kinds of payload apart; the source has one table for all of them',
  },
  {
    operation: /^v3\/payscore\/payafter-orders/,
    path: /(?:_no|_time)$/,
    reason: 'stricter than the source: numbers and times of pay-after orders are schemas of their own',
  },
  {
    operation: /^v3\/payscore\/payafter-orders\/\{out_order_no\}\/cancel#post$/,
    path: /\.reason$/,
    reason: 'the newer page of the same call allows 50 characters',
  },
  {
    operation: /^v3\/certificates#get$/,
    path: /^response\.data\[\]\./,
    reason: 'certificates are kept by hand: every answer has these fields',
  },
  {
    operation: /^webhook WEBIZPAY\.PAYMENTSUCCESS$/,
    path: /^resource\.goods_name$/,
    reason: 'the name of goods is text; the source has the type of the fields around it',
  },
  {
    operation: /^v3\/ecommerce\/bill\/fundflowbill#get$/,
    path: /\.encrypt_key$/,
    reason: 'the bills of the SDK decrypt the key together with the file; an answer that came decrypted failed there',
  },
]

export function handKeptReason(operation: string, path: string): string | undefined {
  return handKept.find((rule) => rule.operation.test(operation) && rule.path.test(path))?.reason
}
