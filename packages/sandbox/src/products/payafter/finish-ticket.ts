import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PayafterOrder } from './order.ts'

const MAC_BYTES = 32

/**
 * Issues a finish ticket (完结凭证), which proves that the merchant has seen the confirmed order. Each nonce gives another
 * valid ticket, which exposes clients that compare tickets; the alphabet has `+`, `/` and `=`, which exposes clients
 * that URL-decode or trim it.
 */
export function issueFinishTicket(order: PayafterOrder, nonce: string): string {
  const text = Buffer.from(nonce)
  return Buffer.concat([text, mac(order, text)]).toString('base64')
}

/** Whether a ticket was issued for this order and is unaltered. */
export function checkFinishTicket(order: PayafterOrder, ticket: string): boolean {
  const bytes = Buffer.from(ticket, 'base64')
  // Buffer skips characters that are not Base64, so the decoded ticket is encoded again and compared.
  if (bytes.length < MAC_BYTES || bytes.toString('base64') !== ticket) return false
  const nonce = bytes.subarray(0, -MAC_BYTES)
  return timingSafeEqual(bytes.subarray(-MAC_BYTES), mac(order, nonce))
}

function mac(order: PayafterOrder, nonce: Uint8Array): Buffer {
  return createHmac('sha256', order.ticketSecret).update(order.order_id).update(nonce).digest()
}
