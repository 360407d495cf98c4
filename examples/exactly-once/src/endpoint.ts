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
 * @param pool of `pg`; each notification has a connection of it, and a transaction, while it is acted on
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
      // Everything that must not happen twice is written through `transaction`. What throws here rolls it all back, the
      // claim too, and WeChat Pay comes again.
      'PAYSCORE.USER_PAID': ({ resource }, { transaction }) =>
        credit(transaction, resource.out_order_no ?? '', resource.total_amount ?? 0),
    },
    ...(onDelivery && { onDelivery }),
  })
}
