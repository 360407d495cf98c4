import type { CatalogueField, CatalogueOperation } from '../entry.ts'

/**
 * The merchant's own numbers. The number of the thing that an operation creates or changes comes before numbers it only
 * refers to: a refund carries its order's number too.
 */
const numbers: readonly RegExp[] = [
  /^out_refund_no$/,
  /^out_return_no$/,
  /^out_subsidy_return_no$/,
  /^out_subsidy_no$/,
  /^out_detail_no$/,
  /^out_transfer_no$/,
  /^out_(?:bill|instruction|recharge|reservation|authorization|apply|budget|settle_batch|abnormal_settle_batch|card)_no$/,
  /^out_applyment_id$/,
  /^(?:partner_trade_no|mch_billno|business_code)$/,
  /^out_request_no$/,
  /^out_batch_no$/,
  /^out_card_code$/,
  /^out_insurance_no$/,
  /^combine_out_trade_no$/,
  /^out_trade_no$/,
  /^out_order_(?:no|id)$/,
  /^out_contract_code$/,
  /^merchant_(?:sign_)?plan_no$/,
]

/** Picks the number by which WeChat Pay recognises a repeat; undefined where no name is one. */
export function merchantNumber(names: readonly string[]): string | undefined {
  for (const pattern of numbers) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return found
  }
  return undefined
}

/** Names of the fields in an operation's path and at the top of its body. */
export function fieldNames({ request }: CatalogueOperation): Record<'path' | 'body' | 'requiredInBody', string[]> {
  const names = (fields: readonly CatalogueField[]) => fields.map((field) => field.name)
  const { fields } = request.body
  return {
    path: names(request.path),
    body: names(fields),
    requiredInBody: names(fields.filter(({ required }) => required)),
  }
}
