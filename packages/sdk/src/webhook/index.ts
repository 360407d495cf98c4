/** Receives notifications: raw bytes in, a verified and decrypted event out, or an error with the reason. */
export { createWebhookHandler } from './handler.ts'
export type { Surroundings, WebhookHandler } from './handler.ts'
export type { FunctionEvent, ReceivableRequest } from './function-event.ts'
export type {
  ContextOf,
  EventOf,
  HandlingContext,
  TransactionContext,
  WebhookActions,
  WebhookHandlerOptions,
} from './handler-options.ts'
export type { Delivery, DeliveryVerdict } from './delivery-verdict.ts'
export type { Expectations, Expected } from './expectations.ts'
export type { Claim, ClaimStore, Committed, OwnClaim, TransactionalClaims } from './claims/claim-store.ts'
export { memoryClaims } from './claims/memory-claims.ts'
export { postgresClaims } from './claims/postgres-claims.ts'
export type { PostgresQueries } from './claims/postgres-table.ts'
export { postgresTransactions } from './claims/postgres-transactions.ts'
export type {
  PostgresPool,
  PostgresTransactionsOptions,
  TransactionOf,
  TransactionSource,
} from './claims/postgres-transactions.ts'
export type { PooledClient } from './claims/pool-transactions.ts'
export { redisClaims } from './claims/redis-claims.ts'
export type { RedisCommand } from './claims/redis-claims.ts'
export { createReceiver } from './receiver.ts'
export type { Receiver, ReceiverOptions } from './receiver.ts'
export type { ClientKeys, FindMerchant, MerchantHint, MerchantKeys, NotificationKeys } from './merchant-keys.ts'
export type { IncomingHeaders, IncomingWebhook } from './incoming.ts'
export type { KnownWebhookEvent, UnknownEventType, UnknownWebhookEvent, V2WebhookEvent, WebhookEvent } from './event.ts'
// The types of all payloads.
export type * from '../generated/v2-webhooks.ts'
export type * from '../generated/webhooks.ts'
export { acknowledge, answerWith, asXml, reject } from './reply.ts'
export type { WebhookAnswer, WebhookReply } from './reply.ts'
export { Undecrypted } from '../crypto/undecrypted.ts'
export { webhookResponse } from './webhook-response.ts'
export { ClaimError } from '../errors/claim-error.ts'
export type { ClaimErrorReason } from '../errors/claim-error.ts'
export { WebhookError } from '../errors/webhook-error.ts'
export type { WebhookErrorReason } from '../errors/webhook-error.ts'
