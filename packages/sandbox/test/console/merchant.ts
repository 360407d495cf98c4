import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Sandbox, createSandbox } from '@wechatpay-ts/sandbox'
import { OutcomeUnknownError, PaymentPendingError, WechatPay } from 'wechatpay-ts'

/** A sandbox with a frozen clock, a merchant's program that calls it, and its notification endpoint. */
export interface Merchant extends AsyncDisposable {
  readonly sandbox: Sandbox
  /** Statuses with which the endpoint answers, one per notification; 204 when the list is empty. */
  readonly answers: (number | Promise<number>)[]
  create(outOrderNo: string): Promise<void>
  complete(outOrderNo: string, realServiceEndTime: string): Promise<void>
  /** @returns the content of the QR code */
  native(outTradeNo: string): Promise<string>
  jsapi(outTradeNo: string, openid: string): Promise<void>
  /** Pays by code without waiting for a password. */
  scan(outTradeNo: string, authCode: string): Promise<void>
  /** Creates a combined order of two sub orders, the first of which has the combined order's number. */
  combined(outTradeNo: string): Promise<void>
  refund(outTradeNo: string, outRefundNo: string): Promise<void>
}

export const morning = Date.parse('2026-03-01T10:00:00+08:00')

export async function openShop(): Promise<Merchant> {
  const answers: (number | Promise<number>)[] = []
  const endpoint = createServer((request, response) => {
    const answer = async () => response.writeHead(await (answers.shift() ?? 204)).end()
    request.resume().on('end', () => void answer())
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  const notifyUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/notify`
  const sandbox = await createSandbox({ clock: { now: morning, frozen: true }, merchant: { notifyUrl } })
  const wxpay = new WechatPay(sandbox.clientOptions)
  const { mchid, appid, serviceId: service_id } = sandbox.merchant
  const goods = {
    mchid,
    appid,
    description: '图书',
    notify_url: notifyUrl,
    amount: { total: 1500, currency: 'CNY' },
  } as const

  return {
    sandbox,
    answers,
    async create(out_order_no) {
      await wxpay.v3.payscore.payafterOrders.post({
        json: {
          appid,
          service_id,
          out_order_no,
          service_start_time: 'OnAccept',
          service_start_location: '深圳湾万象城A柜',
          service_introduction: '共享充电宝租借',
          fees: [{ fee_name: '租借费用', fee_desc: '2.5元/30分钟,24小时封顶20元' }],
          risk_amount: 9900,
        },
      })
    },
    async complete(out_order_no, real_service_end_time) {
      const { data } = await wxpay.v3.payscore.payafterOrders.get({ query: { appid, service_id, out_order_no } })
      await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({
        out_order_no,
        json: {
          appid,
          service_id,
          finish_type: 2,
          real_service_end_time,
          real_service_end_location: '科兴科学园B座大堂',
          fees: [{ fee_name: '租借费用', fee_amount: 1250, fee_count: 1 }],
          discounts: [{ discount_name: '新客立减', discount_desc: '首单立减2元', discount_amount: 200 }],
          total_amount: 1050,
          finish_ticket: data.finish_ticket ?? '',
        },
      })
    },
    async native(out_trade_no) {
      const { data } = await wxpay.v3.pay.transactions.native.post({ json: { ...goods, out_trade_no } })
      return data.code_url
    },
    async jsapi(out_trade_no, openid) {
      await wxpay.v3.pay.transactions.jsapi.post({ json: { ...goods, out_trade_no, payer: { openid } } })
    },
    async scan(out_trade_no, auth_code) {
      const { notify_url: _none, ...order } = goods
      const json = { ...order, out_trade_no, payer: { auth_code }, scene_info: { store_info: { id: '0001' } } }
      await wxpay.v3.pay.transactions.codepay.post({ json }).catch((error: unknown) => {
        if (!(error instanceof OutcomeUnknownError && error.cause instanceof PaymentPendingError)) throw error
      })
    },
    async combined(combine_out_trade_no) {
      const sub = (out_trade_no: string, total_amount: number) => ({
        mchid,
        out_trade_no,
        attach: '一号店',
        description: '文具',
        amount: { total_amount, currency: 'CNY' },
      })
      await wxpay.v3.combineTransactions.native.post({
        json: {
          combine_appid: appid,
          combine_mchid: mchid,
          combine_out_trade_no,
          sub_orders: [sub(combine_out_trade_no, 100), sub(`${combine_out_trade_no}B`, 200)],
          notify_url: notifyUrl,
        },
      })
    },
    async refund(out_trade_no, out_refund_no) {
      const amount = { refund: 500, total: 1500, currency: 'CNY' } as const
      await wxpay.v3.refund.domestic.refunds.post({ json: { out_trade_no, out_refund_no, amount } })
    },
    async [Symbol.asyncDispose]() {
      wxpay.close()
      await sandbox.close()
      await closed(endpoint)
    },
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
