import { expectTypeOf } from 'vitest'
import type {
  PayafterOrder,
  PayafterOrderCompleteOptions,
  PayafterOrderCreateResponse,
} from '../../src/generated/chain.ts'
import {
  ApiV2Key,
  completion,
  launchParameters,
  settlement,
  totalAmount,
  type CompletableOrder,
} from '../../src/payscore/index.ts'

declare const order: PayafterOrder
declare const created: PayafterOrderCreateResponse
declare const key: ApiV2Key

// The API's answer is accepted unchanged, and the result is accepted by the API.
expectTypeOf(order).toExtend<CompletableOrder>()
expectTypeOf(settlement(order).status).toEqualTypeOf<
  'created' | 'running' | 'awaiting-payment' | 'paid' | 'free' | 'revoked' | 'expired' | 'unknown'
>()
expectTypeOf(completion({ order, cancelReason: '设备未弹出' })).toExtend<PayafterOrderCompleteOptions['json']>()
expectTypeOf(totalAmount(order)).toEqualTypeOf<number>()
void launchParameters.confirm(created, key)
void launchParameters.detail(order, key)

// A completion needs a place or a reason, depending on whether the service was used.
// @ts-expect-error neither a place nor a reason
completion({ order, fees: [] })
// @ts-expect-error both a place and a reason
completion({ order, cancelReason: 'x', endLocation: 'y', fees: [] })
// @ts-expect-error amounts are numbers of fen
completion({ order, endLocation: 'x', fees: [{ fee_name: 'x', fee_amount: '1250' }] })

// The APIv2 key has its own type.
// @ts-expect-error a plain text could be the APIv3 key
void launchParameters.confirm(created, '0123456789abcdef0123456789ABCDEF')
// @ts-expect-error an object of the same shape is not accepted either
void launchParameters.confirm(created, { sign: async () => '' })
