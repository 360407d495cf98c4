/** A field that no written value can fill: WeChat Pay hands it out, and the example has to fetch it first. */
export interface ObtainedField {
  readonly field: string
  /** Id of the query that answers it. */
  readonly from: string
  /** The expression that reads it from the answer, `order`; the field of the same name if absent. */
  readonly as?: string
}

interface CallNote {
  readonly obtains?: ObtainedField
  /** Parameters that have an example, but not beside the others. */
  readonly omits?: readonly string[]
  /** Fields that the example cannot do without, though the schema does not say so. */
  readonly requires?: readonly string[]
  /** Fields of the body whose examples contradict each other. */
  readonly values?: Readonly<Record<string, unknown>>
}

/** The order is named by the merchant's number; WeChat Pay's own number of it is known when it is paid. */
const byOwnNumber: CallNote = { omits: ['transaction_id'] }

/** What the spec's examples do not tell about a call that works, by operation id. */
export const callNotes: Readonly<Record<string, CallNote>> = {
  payafterOrderQuery: { omits: ['query_id'] },
  payafterOrderComplete: { obtains: { field: 'finish_ticket', from: 'payafterOrderQuery' } },
  payTransactionById: { obtains: { field: 'transaction_id', from: 'payTransactionByOutTradeNo' } },
  payPartnerTransactionById: { obtains: { field: 'transaction_id', from: 'payPartnerTransactionByOutTradeNo' } },
  refundDomesticRefunds: {
    ...byOwnNumber,
    values: { amount: { refund: 888, from: [{ account: 'AVAILABLE', amount: 888 }], total: 888, currency: 'CNY' } },
  },
  refundDomesticRefundApplyAbnormalRefund: { obtains: { field: 'refund_id', from: 'refundDomesticRefund' } },
  v2PayOrderquery: byOwnNumber,
  v2PayRefundquery: { omits: ['transaction_id', 'out_trade_no', 'refund_id', 'offset'] },
  // JSAPI, as in the example, names the user.
  v2PayUnifiedorder: { requires: ['openid'] },
  v2SecapiPayRefund: byOwnNumber,
  billdownloadFile: {
    obtains: { field: 'token', from: 'billTradebill', as: "new URL(order.download_url).searchParams.get('token')!" },
  },
}
