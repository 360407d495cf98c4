import { createHmac, timingSafeEqual } from 'node:crypto'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import type { BillContent, BillPeriod } from './bill.ts'

/** The content of a download address's token. */
export interface BillOrder {
  readonly mchid: string
  readonly content: BillContent
  readonly period: BillPeriod
  /** Virtual instant, ms. */
  readonly expiresAt: number
}

/**
 * Writes the token of a download address. The token contains its bill, so that nothing needs to be stored until the
 * download; only the platform can create one.
 */
export function writeToken(order: BillOrder, merchant: MerchantView): string {
  const text = Buffer.from(JSON.stringify(order)).toString('base64url')
  return `${text}.${sealOf(text, merchant)}`
}

/** @returns undefined for an invalid token; `other` for another merchant's */
export function readToken(token: string, merchant: MerchantView): BillOrder | 'other' | undefined {
  const [text = '', seal = ''] = token.split('.')
  let order: BillOrder
  try {
    order = JSON.parse(Buffer.from(text, 'base64url').toString()) as BillOrder
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
