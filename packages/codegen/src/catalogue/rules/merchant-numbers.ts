import type { CatalogueField, CatalogueOperation } from '../entry.ts'

/**
 * The merchant's own numbers, the one that an operation makes or acts on before those it merely refers to: a refund
 * carries the number of its order too.
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

/** Which of these names is the number that a repeat is recognised by; undefined for none of them. */
export function merchantNumber(names: readonly string[]): string | undefined {
  for (const pattern of numbers) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return found
  }
  return undefined
}

/** Names of the fields at the top of an operation's body, and in its path. */
export function fieldNames({ request }: CatalogueOperation): Record<'path' | 'body' | 'requiredInBody', string[]> {
  const names = (fields: readonly CatalogueField[]) => fields.map((field) => field.name)
  const { fields } = request.body
  return {
    path: names(request.path),
    body: names(fields),
    requiredInBody: names(fields.filter(({ required }) => required)),
  }
}
