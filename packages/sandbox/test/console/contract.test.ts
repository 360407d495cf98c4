import { expectTypeOf, test } from 'vitest'
import type * as page from '../../console/src/data/api.ts'
import type { ClockReading } from '../../src/kernel/clock/virtual-clock.ts'
import type { RequestEntry } from '../../src/kernel/protocol/deps.ts'
import type { Endpoint } from '../../src/kernel/merchant/merchants.ts'
import type { ChangeMessage } from '../../src/control/stream.ts'
import type { Attempt, AttemptSummary, Delivery, DeliverySummary } from '../../src/kernel/store/notifications.ts'
import type { Happening } from '../../src/kernel/store/archive.ts'
import type { OrderSummary, OrderWithEvents } from '../../src/products/payafter/control.ts'
import type { PaymentSummary, PaymentWithEvents } from '../../src/products/payment/control.ts'
import type { RefundSummary } from '../../src/products/refund/control.ts'
import type { CouponSummary, StockSummary } from '../../src/products/coupon/control.ts'
import type { OfferedCoupon } from '../../src/products/payment/choose-vouchers.ts'
import type { Signal } from '../../src/kernel/store/database/signals.ts'
import type { User } from '../../src/kernel/merchant/users.ts'

test('what the store keeps is what the page reads', () => {
  expectTypeOf<ClockReading>().toExtend<page.ClockReading>()
  expectTypeOf<Attempt>().toExtend<page.Attempt>()
  expectTypeOf<AttemptSummary>().toExtend<page.AttemptSummary>()
  expectTypeOf<Delivery>().toExtend<page.Delivery>()
  expectTypeOf<DeliverySummary>().toExtend<page.DeliverySummary>()
  expectTypeOf<Endpoint>().toExtend<page.Endpoint>()
  expectTypeOf<OrderWithEvents>().toExtend<page.OrderView>()
  expectTypeOf<OrderSummary>().toExtend<page.OrderSummary>()
  expectTypeOf<PaymentWithEvents>().toExtend<page.PaymentView>()
  expectTypeOf<PaymentSummary>().toExtend<page.PaymentSummary>()
  expectTypeOf<RefundSummary>().toExtend<page.RefundSummary>()
  expectTypeOf<CouponSummary>().toExtend<page.CouponSummary>()
  expectTypeOf<StockSummary>().toExtend<page.StockSummary>()
  expectTypeOf<OfferedCoupon>().toExtend<page.OfferedCoupon>()
  expectTypeOf<Happening>().toExtend<page.Happening>()
  expectTypeOf<ChangeMessage>().toExtend<page.Change>()
  expectTypeOf<RequestEntry>().toExtend<page.RequestEntry>()
  expectTypeOf<User>().toExtend<page.UserView>()
})

test('every signal names a part of the page', () => {
  expectTypeOf<
    Exclude<Signal, 'entities' | 'due'> | 'orders' | 'payments' | 'refunds' | 'coupons' | 'balances'
  >().toEqualTypeOf<page.Part>()
})
