import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { expectTypeOf } from 'vitest'
import type { PayafterOrder, ServiceOrder } from '../../src/generated/chain.ts'
import type { V2WebhookEvents } from '../../src/generated/v2-webhooks.ts'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import pg from 'pg'
import {
  createReceiver,
  createWebhookHandler,
  memoryClaims,
  postgresClaims,
  postgresTransactions,
  type PostgresQueries,
  type TransactionalClaims,
  type IncomingWebhook,
  type MchtransferBillFinishedEvent,
  type Receiver,
  type RefundSuccessEvent,
  type TransactionSuccessEventCombined,
  type TransactionSuccessEventParking,
  type TransactionSuccessEventPartner,
  type TransactionSuccessEventPayment,
  type V2RefundProcessedEvent,
  type Undecrypted,
  type WebhookEvent,
  type WebhookEvents,
} from '../../src/webhook/index.ts'

declare const event: WebhookEvent
declare const receiver: Receiver
declare const headers: IncomingHttpHeaders
declare const nestRequest: IncomingMessage & { rawBody: Buffer }

// Headers and requests of frameworks are accepted unchanged.
expectTypeOf({ headers, rawBody: Buffer.alloc(0) }).toExtend<IncomingWebhook>()
expectTypeOf(nestRequest).toExtend<IncomingWebhook>()
void receiver.receive(new Request('https://shop.example/'))

// A parsed body cannot be verified.
// @ts-expect-error a parsed object
void receiver.receive({ headers, rawBody: { id: 'EV-1' } })
// @ts-expect-error the raw body is missing
void receiver.receive({ headers })

// The event type determines the type of its resource, and unknown types remain possible.
switch (event.eventType) {
  case 'PAYSCORE.USER_ACCEPTED':
    expectTypeOf(event.resource).toEqualTypeOf<PayafterOrder>()
    break
  case 'PAYSCORE.USER_PAID':
    expectTypeOf(event.resource).toEqualTypeOf<PayafterOrder | ServiceOrder>()
    break
  case 'TRANSACTION.SUCCESS':
    // One event type has four payloads. Their fields distinguish them, and each has an amount.
    if (event.resource.combine_out_trade_no !== undefined) {
      expectTypeOf(event.resource).toEqualTypeOf<TransactionSuccessEventCombined>()
      expectTypeOf(event.resource.sub_orders[0]!.amount.total_amount).toEqualTypeOf<number>()
    } else if (event.resource.parking_info !== undefined) {
      expectTypeOf(event.resource).toEqualTypeOf<TransactionSuccessEventParking>()
      expectTypeOf(event.resource.amount.total).toEqualTypeOf<number>()
    } else if (event.resource.mchid === undefined) {
      expectTypeOf(event.resource).toEqualTypeOf<TransactionSuccessEventPartner>()
      expectTypeOf(event.resource.sub_mchid).toEqualTypeOf<string>()
    } else {
      expectTypeOf(event.resource).toEqualTypeOf<TransactionSuccessEventPayment>()
      expectTypeOf(event.resource.mchid).toEqualTypeOf<string>()
      expectTypeOf(event.resource.amount.total).toEqualTypeOf<number>()
      // @ts-expect-error only combined payments have sub_orders
      void event.resource.sub_orders.length
    }
    break
  case 'REFUND.SUCCESS':
  case 'REFUND.ABNORMAL':
    expectTypeOf(event.resource.out_refund_no).toEqualTypeOf<string>()
    break
  // @ts-expect-error a misspelt type does not compile
  case 'TRANSACTION.SUCESS':
    break
}
if (event.known) {
  expectTypeOf(event.eventType).toEqualTypeOf<
    keyof WebhookEvents | `v2/${keyof V2WebhookEvents}` | 'v2/transaction-failed' | 'v2/combined-transactions-failed'
  >()
} else {
  expectTypeOf(String(event.eventType)).toEqualTypeOf<string>()
  expectTypeOf(event.resource).toEqualTypeOf<unknown>()
}
if (event.eventType === 'v2/refund-processed') {
  expectTypeOf(event.resource.out_refund_no).toEqualTypeOf<string | undefined>()
  expectTypeOf(event.unsignedFields).toEqualTypeOf<Readonly<Record<string, string>>>()
}
if (event.eventType === 'MEMBERCARD.ACCEPT_CARD') {
  expectTypeOf(event.resource.phone_number).toEqualTypeOf<string | Undecrypted | undefined>()
}
if (event.eventType === 'v2/transaction-success') {
  // @ts-expect-error all fields of this event are signed
  void event.unsignedFields
}

// @ts-expect-error the APIv3 key is missing
createReceiver({ platform: {} })
// @ts-expect-error a misspelt option does not compile
createReceiver({ platform: {}, apiV3Key: '', tolerance: 0 })

// Every payload has a type that can be imported.
expectTypeOf<WebhookEvents['REFUND.SUCCESS']>().toEqualTypeOf<RefundSuccessEvent>()
expectTypeOf<WebhookEvents['MCHTRANSFER.BILL.FINISHED']>().toEqualTypeOf<MchtransferBillFinishedEvent>()
expectTypeOf<V2WebhookEvents['refund-processed']>().toEqualTypeOf<V2RefundProcessedEvent>()

// The transaction is available where the store has transactions, with the types of its pool.
const keys = { platform: { publicKeys: {} }, apiV3Key: '' }
createWebhookHandler({
  keys,
  store: postgresTransactions(new pg.Pool()),
  on: {
    'PAYSCORE.USER_PAID': async (event_, { transaction, claimLost }) => {
      expectTypeOf(event_.resource).toEqualTypeOf<WebhookEvents['PAYSCORE.USER_PAID']>()
      expectTypeOf(claimLost).toEqualTypeOf<AbortSignal>()
      expectTypeOf(transaction).toEqualTypeOf<Pick<pg.PoolClient, 'query'>>()
      const { rows } = await transaction.query<{ fen: number }>('select 1 as fen')
      expectTypeOf(rows).toEqualTypeOf<{ fen: number }[]>()
      // @ts-expect-error a handler cannot release the client
      transaction.release()
    },
  },
  otherwise: (_, { transaction }) => transaction.query('select 1'),
})
createWebhookHandler({
  keys,
  store: postgresTransactions(new PGlite()),
  on: {
    'PAYSCORE.USER_PAID': (_, { transaction }) => expectTypeOf(transaction).toEqualTypeOf<Transaction>(),
  },
})
declare const simplePool: { connect(): Promise<{ query: PostgresQueries['query']; release(): void; id: number }> }
expectTypeOf(postgresTransactions(simplePool)).toEqualTypeOf<TransactionalClaims<{ query: PostgresQueries['query'] }>>()
for (const store of [memoryClaims(), postgresClaims(new pg.Pool())])
  createWebhookHandler({
    keys,
    store,
    // @ts-expect-error a plain claim provides no transaction
    on: { 'PAYSCORE.USER_PAID': (_, { transaction }) => void transaction },
  })
// @ts-expect-error a single client cannot hold a transaction for each notification
postgresTransactions(new pg.Client())
