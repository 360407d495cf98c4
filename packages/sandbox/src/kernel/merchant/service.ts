/** A PayScore service (支付分服务) as WeChat Pay configured it for a merchant. */
export interface ServiceConfig {
  readonly service_id: string
  /** Appids the service may be used with; each must also be bound to the merchant. */
  readonly appids: readonly string[]
  /** The highest `risk_amount` an order may have, in fen. */
  readonly riskCap: number
  /** Which kinds of order the service has the right to create; 免确认 (`no_confirm`) is a right of its own in production. */
  readonly orderKinds: readonly OrderKind[]
  /** Before its release a service is usable by the users in `testOpenids` only. */
  readonly released: boolean
  /** The test whitelist (测试白名单). */
  readonly testOpenids: readonly string[]
}

export type OrderKind = 'confirm' | 'no_confirm'
