import { expectTypeOf, test } from 'vitest'
import type { CallTo } from '../../src/kernel/protocol/call.ts'
import type { Routes } from '../../src/kernel/product.ts'

test('an operation is carried out with the types of its own request', () => {
  const routes: Routes<unknown> = {
    payTransactionsJsapi: {
      act: ({ body, params }) => {
        expectTypeOf(body.amount.total).toEqualTypeOf<number>()
        expectTypeOf(body.attach).toEqualTypeOf<string | undefined>()
        // @ts-expect-error the operation has no such field
        body.out_order_no satisfies string
        expectTypeOf(params).toEqualTypeOf<Readonly<Record<string, never>>>()
        return Promise.resolve({})
      },
    },
    v2PayUnifiedorder: {
      act: ({ body }) => {
        expectTypeOf(body.total_fee).toEqualTypeOf<string>()
        return Promise.resolve({})
      },
    },
    // @ts-expect-error the spec has no such operation
    payTransactionsJsap: { act: () => Promise.resolve({}) },
  }
  expectTypeOf(routes).not.toBeAny()
  expectTypeOf<CallTo<'payTransactionByOutTradeNo', unknown>['params']['out_trade_no']>().toEqualTypeOf<string>()
})
