import { WechatPay } from 'wechatpay-ts'
import { parseXml, signV2, toXml } from 'wechatpay-ts/v2'
import type { MerchantOptions, Sandbox } from '../../src/index.ts'
import { MerchantClient } from '../support/merchant-client.ts'

/** A merchant with a scanner, for tests of payments by code. The clock moves while the client waits. */
export async function codeMerchant(sandbox: Sandbox, options: MerchantOptions = {}) {
  const joined = await sandbox.createMerchant(options)
  const { control, merchant, clientOptions } = joined
  const { appid, mchid, apiV2Key } = merchant
  const begunAt = Date.now()
  let passedMs = 0
  const planned: { readonly atMs: number; readonly happen: () => Promise<unknown> }[] = []
  const clock = {
    now: () => begunAt + passedMs,
    async sleep(ms: number): Promise<void> {
      const end = passedMs + ms
      for (const event of planned.splice(0)) {
        if (event.atMs > end) planned.push(event)
        else {
          await sandbox.clock.advance(event.atMs - passedMs)
          passedMs = event.atMs
          await event.happen()
        }
      }
      await sandbox.clock.advance(end - passedMs)
      passedMs = end
    },
  }
  const wxpay = new WechatPay({ ...clientOptions, clock })
  const json = (out_trade_no: string, auth_code: string, total = 1_500) => ({
    appid,
    mchid,
    description: '矿泉水',
    out_trade_no,
    payer: { auth_code },
    amount: { total, currency: 'CNY' },
    scene_info: { store_info: { id: '0001' } },
  })
  const xml = (out_trade_no: string, auth_code: string, total_fee = 1_500) => ({
    appid,
    body: '矿泉水',
    out_trade_no,
    total_fee,
    spbill_create_ip: '127.0.0.1',
    auth_code,
  })
  const { transactions } = wxpay.v3.pay
  const client = new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch)
  return {
    ...joined,
    wxpay,
    json,
    xml,
    /** Schedules something this many seconds after the client was created, while it waits. */
    at: (seconds: number, happen: () => Promise<unknown>) => void planned.push({ atMs: seconds * 1_000, happen }),
    passed: () => passedMs / 1_000,
    code: async (input: Parameters<typeof control.payments.authCode>[0] = {}) =>
      (await control.payments.authCode(input)).auth_code,
    pay: (out_trade_no: string, auth_code: string, total?: number) =>
      transactions.codepay.post({ json: json(out_trade_no, auth_code, total) }),
    /** Sends the request directly, since the SDK throws where the user is asked for the password. */
    scan: (out_trade_no: string, auth_code: string) =>
      client.send('POST', '/v3/pay/transactions/codepay', json(out_trade_no, auth_code)),
    query: async (out_trade_no: string) =>
      (await transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })).data,
    reverse: (out_trade_no: string) =>
      transactions.outTradeNo._out_trade_no_.reverse.post({ out_trade_no, json: { appid, mchid } }),
    payV2: (out_trade_no: string, auth_code: string, total?: number) =>
      wxpay.v2.pay.micropay.post({ xml: xml(out_trade_no, auth_code, total) }),
    queryV2: async (out_trade_no: string) =>
      (await wxpay.v2.pay.orderquery.post({ xml: { appid, out_trade_no } })).data,
    reverseV2: async (by: { readonly out_trade_no: string } | { readonly transaction_id: string }) =>
      (await wxpay.v2.secapi.pay.reverse.post({ xml: { appid, ...by } })).data,
    /** Sends a request as a program without this SDK would. */
    raw: async (
      path: string,
      fields: Readonly<Record<string, string>>,
      { key = apiV2Key, headers = {} }: { key?: string; headers?: Record<string, string> } = {},
    ) => {
      const sent = { appid, mch_id: mchid, nonce_str: 'n1', ...fields }
      const body = toXml({ ...sent, sign: await signV2(sent, key, 'MD5') })
      return parseXml(await (await sandbox.fetch(sandbox.url + path, { method: 'POST', body, headers })).text())
    },
  }
}
