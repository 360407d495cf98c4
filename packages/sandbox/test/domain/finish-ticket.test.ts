import { expect, test } from 'vitest'
import { completeOrder } from '../../src/products/payafter/complete-order.ts'
import { checkFinishTicket, issueFinishTicket } from '../../src/products/payafter/finish-ticket.ts'
import { presentNotification, presentOrder } from '../../src/products/payafter/present.ts'
import { T_COMPLETE, completion, confirmed, context, outcome } from './orders.ts'

function complete(finish_ticket: string): string {
  return outcome(completeOrder(confirmed, { ...completion(confirmed), finish_ticket }, context(T_COMPLETE)))
}

test('each query hands out another ticket, and all of them are good', () => {
  const ctx = context()
  const tickets = [1, 2, 3].map(() => String(presentOrder(confirmed, ctx)['finish_ticket']))
  tickets.push(String(presentNotification(confirmed, ctx.policy)['finish_ticket']))
  expect(new Set(tickets).size).toBe(4)
  for (const ticket of tickets) {
    expect(ticket.length).toBeLessThanOrEqual(512)
    expect(complete(ticket)).toBe('→ FINISHED')
  }
})

test('a ticket that was altered is refused', () => {
  const ticket = issueFinishTicket(confirmed, 'T1')
  const bad = [
    ` ${ticket}`,
    ticket.slice(0, -1),
    ticket.replaceAll('=', ''),
    `${ticket}=`,
    ticket.toLowerCase(),
    'x',
    '='.repeat(80),
  ]
  for (const text of bad) expect(complete(text), text).toBe('400 PARAM_ERROR 268435464 校验完结凭证错误')
})

test('a ticket of another order is refused', () => {
  for (const other of [{ order_id: '2' }, { ticketSecret: 'other' }]) {
    expect(checkFinishTicket(confirmed, issueFinishTicket({ ...confirmed, ...other }, 'T1'))).toBe(false)
  }
})

test('the nonce is part of what is authenticated', () => {
  const bytes = Buffer.from(issueFinishTicket(confirmed, 'T1'), 'base64')
  bytes[0]! ^= 1
  expect(checkFinishTicket(confirmed, bytes.toString('base64'))).toBe(false)
})
