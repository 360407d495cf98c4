import {
  createWebhookHandler,
  postgresTransactions,
  type PostgresPool,
  type ReceiverOptions,
  type WebhookHandler,
  type WebhookHandlerOptions,
} from 'wechatpay-ts/webhook'
import { credit } from './ledger.ts'

/**
 * The endpoint of a shop that credits each payment exactly once, whenever its process dies.
 *
 * @param pool a pool of `pg`; each notification holds one connection and one transaction while its handler runs
 */
export function createEndpoint(
  pool: PostgresPool,
  keys: ReceiverOptions,
  onDelivery?: WebhookHandlerOptions['onDelivery'],
): WebhookHandler {
  return createWebhookHandler({
    keys,
    store: postgresTransactions(pool),
    on: {
      // Write everything that must not happen twice through `transaction`. An error here rolls all of it back, the
      // claim
      // included, and WeChat Pay delivers again.
      'PAYSCORE.USER_PAID': ({ resource }, { transaction }) =>
        credit(transaction, resource.out_order_no ?? '', resource.total_amount ?? 0),
    },
    ...(onDelivery && { onDelivery }),
  })
}
