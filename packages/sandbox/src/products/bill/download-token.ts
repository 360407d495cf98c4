import { createHmac, timingSafeEqual } from 'node:crypto'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import type { BillContent, BillPeriod } from './bill.ts'
import type { StockFlow } from './stock-flow.ts'

interface AnyOrder {
  readonly mchid: string
  /** Virtual instant, ms. */
  readonly expiresAt: number
}

/** The content of a download address's token: a bill, or a file about a stock of vouchers. */
export type FileOrder = AnyOrder &
  ({ readonly content: BillContent; readonly period: BillPeriod } | { readonly stockFlow: StockFlow })

/**
 * Writes the token of a download address. The token contains its bill, so that nothing needs to be stored until the
 * download; only the platform can create one.
 */
export function writeToken(order: FileOrder, merchant: MerchantView): string {
  const text = Buffer.from(JSON.stringify(order)).toString('base64url')
  return `${text}.${sealOf(text, merchant)}`
}

/** @returns undefined for an invalid token; `other` for another merchant's */
export function readToken(token: string, merchant: MerchantView): FileOrder | 'other' | undefined {
  const [text = '', seal = ''] = token.split('.')
  let order: FileOrder
  try {
    order = JSON.parse(Buffer.from(text, 'base64url').toString()) as FileOrder
  } catch {
    return undefined
  }
  if (order?.mchid !== undefined && order.mchid !== merchant.mchid) return 'other'
  const [given, true_] = [Buffer.from(seal), Buffer.from(sealOf(text, merchant))]
  return given.length === true_.length && timingSafeEqual(given, true_) ? order : undefined
}

function sealOf(text: string, { platformKey }: MerchantView): string {
  return createHmac('sha256', platformKey.privateKey).update(text).digest('base64url')
}
