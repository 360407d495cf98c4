import { describe, expect, test } from 'vitest'
import type { PayafterOrder } from '../../src/products/payafter/order.ts'
import { beginDeduction, deductionFailed, payOrder } from '../../src/products/payafter/pay-order.ts'
import type { SandboxPolicy } from '../../src/products/index.ts'
import { presentOrder } from '../../src/products/payafter/present.ts'
import { syncOrder } from '../../src/products/payafter/sync-order.ts'
import { HOUR, MINUTE, T_COMPLETE, accept, change, context, finished, outcome } from './orders.ts'

describe('deduction', () => {
  test('is repeated after 10 minutes, 1 hour, 6 hours and then daily, without end', () => {
    let order: PayafterOrder = finished
    let now = T_COMPLETE + 1_000
    const delays: number[] = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      const { entity: next, work, events } = deductionFailed(order, attempt, context(now))
      expect(events).toEqual([{ type: 'deduction_failed', at: now, detail: { attempt } }])
      const [job] = work
      if (job?.kind !== 'deduct') throw new Error('no further deduction')
      expect(job.attempt).toBe(attempt + 1)
      delays.push((job.dueAt - now) / MINUTE)
      now = job.dueAt
      order = next
    }
    expect(delays).toEqual([10, 60, 360, 1440, 1440, 1440])
    expect(order.state).toBe('FINISHED')
  })

  test('that failed already does not fail again', () => {
    const once = deductionFailed(finished, 1, context(T_COMPLETE)).entity
    expect(deductionFailed(once, 1, context(T_COMPLETE)).outcome).toBe('unchanged')
  })

  test('or the user pays, once', () => {
    const now = T_COMPLETE + 1_000
    const { entity: order, work } = change(payOrder(finished, 'user', context(now)))
    expect(order).toMatchObject({ state: 'USER_PAID', paidAt: now, deductionAttempts: 0 })
    expect(order.finish_transaction_id).toMatch(/^4200\d{24}$/)
    expect(work).toEqual([{ kind: 'notify', eventType: 'PAYSCORE.USER_PAID', dueAt: now }])
    expect(presentOrder(order, context())).toMatchObject({
      pay_succ_time: '20260301121101',
      finish_transaction_id: order.finish_transaction_id,
    })
    expect(payOrder(order, 'deduction', context(now))).toMatchObject({ outcome: 'refused' })
  })

  test('that is under way is waited for by all other payments', () => {
    const now = T_COMPLETE + 1_000
    const { entity: order, work } = beginDeduction(finished, 1, context(now, { deductionTakesMs: 3_000 }))
    expect(work).toEqual([{ kind: 'deduct', attempt: 1, dueAt: now + 3_000 }])
    expect(outcome(syncOrder(order, '20260301121101', context(now)))).toBe(
      '400 INVALID_REQUEST 271316754 收款结果不明，请稍后重试',
    )
    expect(outcome(payOrder(order, 'user', context(now)))).toBe(
      '400 INVALID_REQUEST 271316754 单据正在扣款中，请稍后再试',
    )
    expect(accept(payOrder(order, 'deduction', context(now)))).not.toHaveProperty('deductingSince')
    const failed = accept(deductionFailed(order, 1, context(now)))
    expect(outcome(syncOrder(failed, '20260301121101', context(now)))).toBe('→ USER_PAID')
  })

  test('is not announced when the policy says so', () => {
    expect(change(payOrder(finished, 'user', context(T_COMPLETE, { notifyPaid: false }))).work).toEqual([])
  })
})

describe('sync', () => {
  const sync = (time: string, policy: Partial<SandboxPolicy> = {}) =>
    outcome(syncOrder(finished, time, context(T_COMPLETE + HOUR, policy)))
  const WHEN = '400 PARAM_ERROR 268435464 收款成功时间 paid_time 须晚于完结时间、早于调用时间'

  test('leaves no transaction, only the merchant channel', () => {
    const order = accept(syncOrder(finished, '20260301123000', context(T_COMPLETE + HOUR)))
    expect(order).not.toHaveProperty('finish_transaction_id')
    expect(presentOrder(order, context())).toMatchObject({
      state: 'USER_PAID',
      pay_type: 'MchChannelPayType',
      pay_succ_time: '20260301123000',
    })
    expect(change(syncOrder(finished, '20260301123000', context(T_COMPLETE + HOUR))).work).toEqual([])
    const ctx = context(T_COMPLETE + HOUR, { transactionIdAfterSync: true, notifySynced: true })
    expect(change(syncOrder(finished, '20260301123000', ctx)).work).toMatchObject([{ eventType: 'PAYSCORE.USER_PAID' }])
    expect(accept(syncOrder(finished, '20260301123000', ctx))).toHaveProperty('finish_transaction_id')
  })

  test.each([
    ['at the completion', '20260301121100', '→ USER_PAID', WHEN],
    ['before it', '20260301121059', WHEN, WHEN],
    ['at the call', '20260301131100', '→ USER_PAID', WHEN],
    ['a minute after it', '20260301131200', '→ USER_PAID', WHEN],
    ['later', '20260301131201', WHEN, WHEN],
    ['between', '20260301121101', '→ USER_PAID', '→ USER_PAID'],
  ])('paid %s', (_name, time, lenient, strict) => {
    expect(sync(time)).toBe(lenient)
    expect(sync(time, { strictSyncTimes: true })).toBe(strict)
  })

  test('takes a date only where the policy gives it a meaning', () => {
    expect(sync('20260301')).toBe('→ USER_PAID')
    expect(sync('20260301', { datePaidTime: 'refuse' })).toContain('收款成功时间 paid_time 格式错误')
    expect(sync('20260230000000')).toContain('收款成功时间 paid_time 格式错误')
    expect(accept(syncOrder(finished, '20260301', context(T_COMPLETE + HOUR))).syncedPaidTime).toBe('20260301000000')
    const ctx = context(T_COMPLETE + HOUR, { datePaidTime: 'day_end' })
    expect(accept(syncOrder(finished, '20260301', ctx)).syncedPaidTime).toBe('20260301235959')
  })
})
