import {
  authorizationHeader,
  crypto,
  nonce,
  parsePrivateKey,
  requestSigningString,
  SCHEME,
  utf8,
} from 'wechatpay-ts/crypto'
import type { MerchantCredentials } from '../../src/index.ts'

type Merchant = Pick<MerchantCredentials, 'mchid' | 'appid' | 'serviceId' | 'privateKey' | 'certificateSerial'>

type Json = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly data: Json
}

/** A minimal merchant that drives the engine: it signs and sends requests, but does not verify answers. */
export class MerchantClient {
  readonly #merchant: Merchant
  readonly #url: string
  readonly #fetch: typeof globalThis.fetch
  readonly #signer

  constructor(sandbox: { url: string; merchant: Merchant }, fetch: typeof globalThis.fetch = globalThis.fetch) {
    this.#merchant = sandbox.merchant
    this.#url = sandbox.url
    this.#fetch = fetch
    this.#signer = crypto.signer(parsePrivateKey('privateKey', sandbox.merchant.privateKey).pkcs8)
  }

  get ids(): { appid: string; service_id: string } {
    return { appid: this.#merchant.appid, service_id: this.#merchant.serviceId }
  }

  async send(method: 'GET' | 'POST', target: string, json?: Json): Promise<Answer> {
    const response = await this.exchange(method, target, json)
    const text = await response.text()
    return { status: response.status, data: text ? (JSON.parse(text) as Json) : {} }
  }

  /** Sends a request like {@link send}, whose answer may be no JSON. */
  async exchange(method: 'GET' | 'POST', target: string, json?: Json): Promise<Response> {
    const body = json === undefined ? '' : JSON.stringify(json)
    const timestamp = Math.floor(Date.now() / 1000)
    const once = nonce()
    const signature = await this.#signer.sign(
      requestSigningString({ method, target, timestamp, nonce: once, body: utf8(body) }),
    )
    const { mchid, certificateSerial: serial } = this.#merchant
    return this.#fetch(this.#url + target, {
      method,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'User-Agent': 'engine-test',
        Authorization: authorizationHeader(SCHEME, { mchid, nonce: once, timestamp, serial, signature }),
      },
      ...(body && { body }),
    })
  }

  create(outOrderNo: string, more: Json = {}): Promise<Answer> {
    return this.send('POST', '/v3/payscore/payafter-orders', {
      ...this.ids,
      out_order_no: outOrderNo,
      service_start_time: 'OnAccept',
      service_start_location: '深圳湾万象城A柜',
      service_introduction: '共享充电宝租借',
      fees: [{ fee_name: '租借费用', fee_desc: '2.5元/30分钟' }],
      risk_amount: 9900,
      ...more,
    })
  }

  query(outOrderNo: string): Promise<Answer> {
    const search = new URLSearchParams({ ...this.ids, out_order_no: outOrderNo })
    return this.send('GET', `/v3/payscore/payafter-orders?${search}`)
  }

  /** Creates an order in days, which may end in the second in which it began. */
  createInDays(outOrderNo: string, now: number): Promise<Answer> {
    return this.create(outOrderNo, { service_start_time: serviceDay(now) })
  }

  /** @param endTime a time as precise as the order's */
  async complete(outOrderNo: string, endTime: string, total = 250, ticket?: string): Promise<Answer> {
    const finish_ticket = ticket ?? String((await this.query(outOrderNo)).data['finish_ticket'])
    return this.send('POST', `/v3/payscore/payafter-orders/${outOrderNo}/complete`, {
      ...this.ids,
      finish_type: 2,
      real_service_end_time: endTime,
      fees: [{ fee_name: '租借费用', fee_amount: total, fee_desc: '2.5元/30分钟' }],
      total_amount: total,
      finish_ticket,
    })
  }

  /** @param paidTime a time of 14 digits */
  sync(outOrderNo: string, paidTime: string): Promise<Answer> {
    return this.send('POST', `/v3/payscore/payafter-orders/${outOrderNo}/sync`, {
      ...this.ids,
      type: 'Order_Paid',
      detail: { paid_time: paidTime },
    })
  }
}

/** Formats the day of an instant as the API does: 8 digits in GMT+8. */
export function serviceDay(instant: number): string {
  return serviceTime(instant).slice(0, 8)
}

/** Formats an instant as the API does: 14 digits in GMT+8. */
export function serviceTime(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
}
