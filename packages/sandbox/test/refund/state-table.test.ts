import { describe, expect, test } from 'vitest'
import { unchanged } from '../../src/kernel/machine/change.ts'
import type { PaidOrder } from '../../src/kernel/machine/paid-order.ts'
import { type SandboxPolicy, createPolicy } from '../../src/products/index.ts'
import { type AbnormalRefundCommand, applyAbnormalRefund } from '../../src/products/refund/abnormal-refund.ts'
import type { RefundContext } from '../../src/products/refund/context.ts'
import { type RefundCommand, createRefund } from '../../src/products/refund/create-refund.ts'
import { decideOutcome } from '../../src/products/refund/decide-outcome.ts'
import type { RefundChange, RefundDecision } from '../../src/products/refund/decision.ts'
import { refundOfParties } from '../../src/products/refund/parties.ts'
import { processRefund } from '../../src/products/refund/process-refund.ts'
import type { Refund } from '../../src/products/refund/refund.ts'
import { START } from '../support/store.ts'
import { lockOf, sampleTrade } from '../support/trade.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND

const order: PaidOrder = {
  appid: 'wxd678efh567hg6787',
  transaction_id: '4200000000202603010000000001',
  out_trade_no: 'P1',
  paidAt: START,
  payer: 'oBuyer',
  bank_type: 'CMB_DEBIT',
  total: 1_000,
  fee: 6,
  profitSharing: false,
  trade: sampleTrade({ transaction_id: '4200000000202603010000000001', out_trade_no: 'P1', total: 1_000 }),
  refunds: { numbers: [], amount: 0, fee: 0 },
}

const command: RefundCommand = {
  mchid: '1900000109',
  out_refund_no: 'R1',
  terms: { refund: 600, total: 1_000, currency: 'CNY', notify_url: 'https://shop.example/notify' },
}

function context(now: number, changes: Partial<RefundContext> = {}, policy: Partial<SandboxPolicy> = {}) {
  const ids = { refundId: () => '50000000002026030100000000001', cardTail: () => '0403' }
  const ctx: RefundContext = {
    now,
    ids,
    balance: { available: 994, pending: 0 },
    payerAccount: 'normal',
    accountOf: lockOf,
    policy: createPolicy(policy),
    ...changes,
  }
  return ctx
}

const at = context(START)
const due = context(START + DAY)
const later = context(START + 2 * DAY)
const overdue = context(START + 365 * DAY + 1)

function ask(changes: Partial<RefundCommand['terms']> = {}, paid: PaidOrder | undefined = order, ctx = at) {
  return (refund: Refund | undefined): RefundDecision =>
    createRefund(
      refund,
      paid && { product: 'payment', number: 'P1', paid },
      { ...command, terms: { ...command.terms, ...changes } },
      ctx,
    )
}

function accept(decision: RefundDecision): RefundChange {
  if (decision.outcome === 'refused') throw new Error(decision.message)
  return decision
}

function outcome(decision: RefundDecision): string {
  if (decision.outcome === 'refused') return `${decision.status} ${decision.code}`
  return `${decision.outcome === 'unchanged' ? '=' : '→'} ${decision.entity.state}`
}

const accepted = accept(ask()(undefined))
/** The order, including the refund. */
const asked: PaidOrder = { ...order, ...accepted.order }
const ended = (by: 'success' | 'abnormal' | 'closed') => accept(decideOutcome(accepted.entity, asked, by, 0, at)).entity

const toMerchant: AbnormalRefundCommand = {
  refund_id: accepted.entity.refund_id,
  type: 'MERCHANT_BANK_CARD',
  bank_type: '',
  bank_account: '',
  real_name: '',
}
const toCard: AbnormalRefundCommand = {
  ...toMerchant,
  type: 'USER_BANK_CARD',
  bank_type: 'ICBC_DEBIT',
  bank_account: '6222020000000001234',
  real_name: '张三',
}

const situations: Readonly<Record<string, Refund | undefined>> = {
  none: undefined,
  PROCESSING: accepted.entity,
  SUCCESS: ended('success'),
  CLOSED: ended('closed'),
  ABNORMAL: ended('abnormal'),
  'ABNORMAL, on its way': accept(applyAbnormalRefund(ended('abnormal'), toCard, at)).entity,
}

type Operation = (refund: Refund | undefined) => RefundDecision | undefined
const given =
  (operation: (refund: Refund) => RefundDecision): Operation =>
  (refund) =>
    refund && operation(refund)

const otherOrder = { ...order, transaction_id: '4200000000202603010000000002' }
const closedUser = context(START, { payerAccount: 'closed' })
const same = ['= PROCESSING', '= SUCCESS', '= CLOSED', '= ABNORMAL', '= ABNORMAL'] as const
const everywhere = (text: string) => [text, text, text, text, text] as const

const everywhere6 = (text: string) => [text, ...everywhere(text)] as const

/** Requests a refund as a partner that names a special merchant, for its own or another's order. */
function askAs(sub_mchid: string | undefined, paid: PaidOrder): Operation {
  return (refund) => createRefund(refund, { product: 'payment', number: 'P1', paid }, { ...command, sub_mchid }, at)
}

/** Queries a refund of 1900000111's order as its partner. */
function queryAs(sub_mchid: string, policy: Partial<SandboxPolicy> = {}): Operation {
  return (refund) => {
    const own = refund && {
      ...refund,
      order: { ...refund.order, trade: { ...refund.order.trade, sub_mchid: '1900000111' } },
    }
    const found = refundOfParties(own, sub_mchid, createPolicy(policy))
    return 'refund_id' in found ? unchanged(refund ?? found) : found
  }
}

/** The outcome of each operation in each situation; `-` where no such call is possible. */
const table: readonly (readonly [name: string, operation: Operation, ...outcomes: string[]])[] = [
  ['apply', ask(), '→ PROCESSING', ...same],
  ['apply in another year', ask({}, order, overdue), '400 INVALID_REQUEST', ...same],
  ['apply with another amount', ask({ refund: 500 }), '→ PROCESSING', ...everywhere('400 INVALID_REQUEST')],
  ['apply with another total', ask({ total: 1_001 }), '400 INVALID_REQUEST', ...everywhere('400 INVALID_REQUEST')],
  ['apply for more than there is', ask({ refund: 1_001 }), '400 INVALID_REQUEST', ...everywhere('400 INVALID_REQUEST')],
  ['apply for another order', ask({}, otherOrder), '→ PROCESSING', ...everywhere('400 INVALID_REQUEST')],
  [
    'apply as a partner for a direct order',
    (refund) =>
      createRefund(refund, { product: 'payment', number: 'P1', paid: order }, { ...command, sub_mchid: '1' }, at),
    '400 INVALID_REQUEST',
    ...same,
  ],
  [
    'apply as a partner for another special merchant',
    askAs('1900000112', { ...order, sub_mchid: '1900000111' }),
    '400 INVALID_REQUEST',
    ...same,
  ],
  [
    'apply as a partner for no special merchant',
    askAs(undefined, { ...order, sub_mchid: '1900000111' }),
    '400 INVALID_REQUEST',
    ...same,
  ],
  ['apply as a partner', askAs('1900000111', { ...order, sub_mchid: '1900000111' }), '→ PROCESSING', ...same],
  ['query as another special merchant', queryAs('1900000112'), ...everywhere6('404 RESOURCE_NOT_EXISTS')],
  [
    'query as another special merchant, where that is INVALID_REQUEST',
    queryAs('1900000112', { refundOfOtherSubMerchant: 'INVALID_REQUEST' }),
    '404 RESOURCE_NOT_EXISTS',
    ...everywhere('400 INVALID_REQUEST'),
  ],
  ['query as the special merchant', queryAs('1900000111'), '404 RESOURCE_NOT_EXISTS', ...same],
  [
    'apply for an order that is not there',
    (refund) => createRefund(refund, undefined, command, at),
    '404 RESOURCE_NOT_EXISTS',
    ...everywhere('400 INVALID_REQUEST'),
  ],
  [
    'apply for an unpaid order',
    (refund) => createRefund(refund, { product: 'payment', number: 'P1', paid: undefined }, command, at),
    '404 RESOURCE_NOT_EXISTS',
    ...everywhere('400 INVALID_REQUEST'),
  ],
  ['apply for a user who is gone', ask({}, order, closedUser), '403 USER_ACCOUNT_ABNORMAL', ...same],
  [
    'apply without money',
    ask({}, order, context(START, { balance: { available: 595, pending: 0 } })),
    '403 NOT_ENOUGH',
    ...same,
  ],
  [
    'apply at once again',
    ask({}, order, context(START, {}, { refundIntervalMs: 60_000 })),
    '→ PROCESSING',
    ...everywhere('400 INVALID_REQUEST'),
  ],
  [
    'arrive',
    given((refund) => processRefund(refund, asked, due)),
    '-',
    '→ SUCCESS',
    '= SUCCESS',
    '= CLOSED',
    '= ABNORMAL',
    '→ SUCCESS',
  ],
  ['arrive early', given((refund) => processRefund(refund, asked, context(START + DAY - 1))), '-', ...same],
  [
    'arrive at a user who is gone',
    given((refund) => processRefund(refund, asked, { ...due, payerAccount: 'closed' })),
    '-',
    '→ ABNORMAL',
    '= SUCCESS',
    '= CLOSED',
    '= ABNORMAL',
    '→ SUCCESS',
  ],
  [
    'decide success',
    given((refund) => decideOutcome(refund, asked, 'success', 0, later)),
    '-',
    '→ SUCCESS',
    '409 REFUND_DECIDED',
    '409 REFUND_DECIDED',
    '→ SUCCESS',
    '→ SUCCESS',
  ],
  [
    'decide abnormal',
    given((refund) => decideOutcome(refund, asked, 'abnormal', 0, later)),
    '-',
    '→ ABNORMAL',
    ...everywhere('409 REFUND_DECIDED').slice(1),
  ],
  [
    'decide closed',
    given((refund) => decideOutcome(refund, asked, 'closed', 0, later)),
    '-',
    '→ CLOSED',
    ...everywhere('409 REFUND_DECIDED').slice(1),
  ],
  [
    'decide closed, later',
    given((refund) => decideOutcome(refund, asked, 'closed', 60_000, later)),
    '-',
    '→ PROCESSING',
    ...everywhere('409 REFUND_DECIDED').slice(1),
  ],
  [
    'send to another card',
    (refund) => applyAbnormalRefund(refund, toCard, later),
    '404 RESOURCE_NOT_EXISTS',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '→ ABNORMAL',
    '= ABNORMAL',
  ],
  [
    'send to the merchant’s bank',
    (refund) => applyAbnormalRefund(refund, toMerchant, later),
    '404 RESOURCE_NOT_EXISTS',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '→ ABNORMAL',
    '400 INVALID_REQUEST',
  ],
  [
    'send to a credit card',
    (refund) => applyAbnormalRefund(refund, { ...toCard, bank_type: 'ICBC_CREDIT' }, later),
    '404 RESOURCE_NOT_EXISTS',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 INVALID_REQUEST',
    '400 PARAM_ERROR',
    '400 INVALID_REQUEST',
  ],
  [
    'send by another refund_id',
    (refund) => applyAbnormalRefund(refund, { ...toCard, refund_id: '5' }, later),
    '404 RESOURCE_NOT_EXISTS',
    ...everywhere('404 RESOURCE_NOT_EXISTS'),
  ],
]

describe.each(table.map(([name, operation, ...expected]) => ({ name, operation, expected })))(
  '$name',
  ({ operation, expected }) => {
    test.each(Object.keys(situations).map((name, index) => [name, expected[index]] as const))(
      'on %s: %s',
      (name, wanted) => {
        const before = structuredClone(situations[name])
        const decision = operation(situations[name])
        expect(decision ? outcome(decision) : '-').toBe(wanted)
        expect(situations[name]).toEqual(before)
        if (decision?.outcome === 'unchanged')
          expect(decision).toEqual({ outcome: 'unchanged', entity: before, events: [], work: [] })
      },
    )
  },
)
