import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PayafterOrder } from './order.ts'

const MAC_BYTES = 32

/**
 * A finish ticket (完结凭证): proof that the merchant has seen the confirmed order. Each nonce makes another ticket, all
 * of them good, so that clients which cache one or compare two are exposed; and the alphabet has `+`, `/` and `=`, so
 * that clients which URL-decode or trim it are, too.
 */
export function issueFinishTicket(order: PayafterOrder, nonce: string): string {
  const text = Buffer.from(nonce)
  return Buffer.concat([text, mac(order, text)]).toString('base64')
}

/** Whether a ticket was issued for this very order and arrives unaltered. */
export function checkFinishTicket(order: PayafterOrder, ticket: string): boolean {
  const bytes = Buffer.from(ticket, 'base64')
  // Buffer skips what is not Base64; encoding again does not.
  if (bytes.length < MAC_BYTES || bytes.toString('base64') !== ticket) return false
  const nonce = bytes.subarray(0, -MAC_BYTES)
  return timingSafeEqual(bytes.subarray(-MAC_BYTES), mac(order, nonce))
}

function mac(order: PayafterOrder, nonce: Uint8Array): Buffer {
  return createHmac('sha256', order.ticketSecret).update(order.order_id).update(nonce).digest()
}
