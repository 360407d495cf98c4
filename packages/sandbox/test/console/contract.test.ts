import { expectTypeOf, test } from 'vitest'
import type * as page from '../../console/src/api.ts'
import type { ClockReading } from '../../src/clock/virtual-clock.ts'
import type { RequestEntry } from '../../src/routes/deps.ts'
import type { Endpoint } from '../../src/store/merchants.ts'
import type { Attempt, Delivery } from '../../src/store/notifications.ts'
import type { OrderWithEvents } from '../../src/store/orders.ts'
import type { Signal } from '../../src/store/signals.ts'
import type { User } from '../../src/store/users.ts'

test('what the store keeps is what the page reads', () => {
  expectTypeOf<ClockReading>().toExtend<page.ClockReading>()
  expectTypeOf<Attempt>().toExtend<page.Attempt>()
  expectTypeOf<Delivery>().toExtend<page.Delivery>()
  expectTypeOf<Endpoint>().toExtend<page.Endpoint>()
  expectTypeOf<OrderWithEvents>().toExtend<page.OrderView>()
  expectTypeOf<RequestEntry>().toExtend<page.RequestEntry>()
  expectTypeOf<User>().toExtend<page.UserView>()
})

test('every signal names a part of the page', () => {
  expectTypeOf<Signal>().toEqualTypeOf<page.Part>()
})
