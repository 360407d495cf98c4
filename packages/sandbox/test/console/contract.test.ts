import { expectTypeOf, test } from 'vitest'
import type * as page from '../../console/src/api.ts'
import type { ClockReading } from '../../src/clock/virtual-clock.ts'
import type { Attempt, Delivery } from '../../src/store/notifications.ts'

test('what the store keeps is what the page reads', () => {
  expectTypeOf<ClockReading>().toExtend<page.ClockReading>()
  expectTypeOf<Attempt>().toExtend<page.Attempt>()
  expectTypeOf<Delivery>().toExtend<page.Delivery>()
})
