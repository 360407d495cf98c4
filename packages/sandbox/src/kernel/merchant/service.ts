/** A PayScore service (支付分服务) as WeChat Pay configured it for a merchant. */
export interface ServiceConfig {
  readonly service_id: string
  /** Appids with which the service may be used; each must also be bound to the merchant. */
  readonly appids: readonly string[]
  /** Maximum `risk_amount` of an order, in fen. */
  readonly riskCap: number
  /** Kinds of orders that the service may create. In production 免确认 (`no_confirm`) is a separate permission. */
  readonly orderKinds: readonly OrderKind[]
  /** Before its release, only users in `testOpenids` can use a service. */
  readonly released: boolean
  /** The test whitelist (测试白名单). */
  readonly testOpenids: readonly string[]
}

export type OrderKind = 'confirm' | 'no_confirm'
