import { nonce } from 'wechatpay-ts/crypto'
import { parseXml, signV2, toXml } from 'wechatpay-ts/v2'
import { type MerchantKeys, type SandboxMerchant, createSandbox } from '../../src/index.ts'
import { loadOperations } from '../../src/kernel/protocol/operation-tree.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'

type Json = Readonly<Record<string, unknown>>

/** An answer of status 2xx: its data, or the columns of a bill. */
export interface PlayedAnswer {
  readonly operation: string
  readonly data: unknown
}

/** All values that the flow sends. In two flows no value is the same. */
export interface Variant {
  /** First instant, ms. */
  readonly start: number
  /** Number of the first merchant; the others follow. */
  readonly mchid: number
  readonly appid: string
  readonly serviceId: string
  readonly text: (base: string) => string
  readonly number: (base: string) => string
  readonly fen: (base: number) => number
  readonly bankType: string
  readonly settle: 'T0' | 'T1'
  readonly feeRate: number
}

const MINUTE = 60_000
const DAY = 86_400_000

/**
 * Plays a merchant's days through every operation that the sandbox plays, over the wire, and returns all its answers.
 */
export async function playEverything(v: Variant, keys: MerchantKeys): Promise<PlayedAnswer[]> {
  const answers: PlayedAnswer[] = []
  await using endpoint = await startEndpoint(() => 200, '<xml><return_code>SUCCESS</return_code></xml>')
  const notify_url = endpoint.url
  const operations = await loadOperations()
  const terms = { feeRate: v.feeRate, settle: v.settle }
  await using sandbox = await createSandbox({
    port: false,
    clock: { now: v.start, frozen: true },
    policy: { secondLevelMerchants: 'everybodys' },
    merchant: { keys, mchid: String(v.mchid), appid: v.appid, service: { service_id: v.serviceId }, terms },
  })
  const { appid } = sandbox.merchant
  const join = (place: number, more: object) =>
    sandbox.createMerchant({ keys, mchid: String(v.mchid + place), terms, ...more })
  const partner = await join(1, { role: 'partner', appid: `${v.appid.slice(0, -1)}p` })
  const shop = await join(2, { partner: partner.merchant.mchid, appids: [`${v.appid.slice(0, -1)}s`, appid] })
  const stand = await join(3, { mode: 'certificate', appids: [appid] })
  const openid = v.number('oBuyer')
  await sandbox.control.setUser(openid, { authorisedServices: [] })

  let usedAt = v.start

  async function record(method: string, path: string, data: unknown): Promise<void> {
    const found = operations.find(method, path)
    if (typeof found === 'number') throw new Error(`${method} ${path} is no operation`)
    answers.push({ operation: (await found.value()).id, data })
  }

  /** Sends a request of APIv3 as a merchant. */
  async function send(by: SandboxMerchant, method: 'GET' | 'POST', target: string, json?: Json): Promise<Json> {
    const client = new MerchantClient({ url: sandbox.url, merchant: by.merchant }, sandbox.fetch)
    const response = await client.exchange(method, target, json)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${text}`)
    const isJson = text.startsWith('{')
    const data: unknown = isJson ? JSON.parse(text) : text === '' ? {} : columnsOf(text)
    await record(method, target.split('?')[0]!, data)
    return isJson ? (data as Json) : {}
  }
  const get = (by: SandboxMerchant, path: string, query: Readonly<Record<string, string>> = {}) =>
    send(by, 'GET', Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path)
  const post = (by: SandboxMerchant, path: string, json: Json) => send(by, 'POST', path, json)

  /** Sends a request of APIv2 as a merchant. */
  async function xml(by: SandboxMerchant, path: string, fields: Json, key = by.merchant.apiV2Key): Promise<Json> {
    const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
    const sent = { mch_id: by.merchant.mchid, nonce_str: nonce(), ...texts }
    const signed = {
      ...sent,
      sign: await signV2(sent, key, texts['sign_type'] === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'),
    }
    const text = await (await sandbox.fetch(sandbox.url + path, { method: 'POST', body: toXml(signed) })).text()
    const data = text.startsWith('<xml>') ? parseXml(text) : columnsOf(text)
    if (
      !Array.isArray(data['return_code'] ?? []) &&
      (data['return_code'] !== 'SUCCESS' || data['result_code'] === 'FAIL')
    )
      throw new Error(`${path}: ${text}`)
    await record('POST', path, data)
    return data
  }

  await payafterOrders()
  await payments()
  await partners()
  await apiV2()
  await combined()
  await refunds()
  await vouchers()
  await sharing()
  await platform()
  await booksOfTheDay()
  const { balanced, problems } = await sandbox.control.checkLedger()
  if (!balanced || problems.length > 0) throw new Error(`the book: ${JSON.stringify(problems)}`)
  return answers

  async function payafterOrders(): Promise<void> {
    const base = '/v3/payscore/payafter-orders'
    const { serviceId: service_id } = sandbox.merchant
    const ids = { appid, service_id }
    const create = (out_order_no: string) =>
      post(sandbox, base, {
        ...ids,
        out_order_no,
        service_start_time: 'OnAccept',
        service_start_location: v.text('深圳湾'),
        service_end_location: v.text('宝安'),
        service_introduction: v.text('租借'),
        attach: v.text('附加'),
        fees: [{ fee_name: v.text('租金'), fee_desc: v.text('每小时') }],
        discounts: [{ discount_name: v.text('满减'), discount_desc: v.text('说明') }],
        risk_amount: v.fen(4_000),
      })
    const query = (out_order_no: string) => get(sandbox, base, { ...ids, out_order_no })
    const complete = async (out_order_no: string, isCharged = true) => {
      const { finish_ticket } = await query(out_order_no)
      const { now } = await sandbox.clock.read()
      await post(sandbox, `${base}/${out_order_no}/complete`, {
        ...ids,
        finish_ticket,
        ...(isCharged
          ? {
              finish_type: 2,
              real_service_end_time: serviceTime(now),
              real_service_end_location: v.text('福田'),
              fees: [
                { fee_name: v.text('租金'), fee_desc: v.text('实收'), fee_amount: v.fen(800), fee_count: v.fen(1) },
              ],
              total_amount: v.fen(800),
            }
          : { finish_type: 1, cancel_reason: 'OTHERS', total_amount: 0 }),
      })
    }
    const [paid, synced, cancelled] = [v.number('PAYAFTER1'), v.number('PAYAFTER2'), v.number('PAYAFTER3')] as const
    for (const number of [paid, synced]) await create(number)
    await query(paid)
    await get(sandbox, '/v3/payscore/user-service-state', { ...ids, openid })
    await sandbox.control.setUser(openid, { authorisedServices: 'all' })
    await sandbox.control.confirm(paid, { openid })
    await get(sandbox, '/v3/payscore/user-service-state', { ...ids, openid })
    await sandbox.control.confirm(synced, { openid })
    await sandbox.clock.advance(v.fen(30) * MINUTE)
    await complete(paid)
    await sandbox.clock.advance(MINUTE)
    await query(paid)
    await sandbox.control.setUser(openid, { wallet: 'insufficient' })
    await complete(synced)
    await sandbox.clock.advance(MINUTE)
    const paid_time = serviceTime((await sandbox.clock.read()).now)
    await post(sandbox, `${base}/${synced}/sync`, { ...ids, type: 'Order_Paid', detail: { paid_time } })
    await query(synced)
    await sandbox.control.setUser(openid, { wallet: 'sufficient' })
    const free = v.number('PAYAFTER4')
    await create(free)
    await sandbox.control.confirm(free, { openid })
    await complete(free, false)
    await query(free)
    await create(cancelled)
    await post(sandbox, `${base}/${cancelled}/cancel`, { ...ids, reason: v.text('不租了') })
    await query(cancelled)
  }

  async function payments(): Promise<void> {
    const { mchid } = sandbox.merchant
    const base = '/v3/pay/transactions'
    const order = (name: string, more: Json = {}): Json => ({
      appid,
      mchid,
      description: v.text('图书'),
      out_trade_no: v.number(name),
      attach: v.text('数据包'),
      notify_url,
      amount: { total: v.fen(1_500), currency: 'CNY' },
      ...more,
    })
    const payer_client_ip = '14.23.150.211'
    await post(
      sandbox,
      `${base}/jsapi`,
      order('JSAPI1', { payer: { openid }, scene_info: { payer_client_ip, device_id: v.number('POS') } }),
    )
    await post(sandbox, `${base}/app`, order('APP1'))
    await post(sandbox, `${base}/h5`, order('H5WEB1', { scene_info: { payer_client_ip, h5_info: { type: 'Wap' } } }))
    await post(sandbox, `${base}/native`, order('NATIVE1'))
    const query = (name: string) => get(sandbox, `${base}/out-trade-no/${v.number(name)}`, { mchid })
    await query('JSAPI1')
    for (const name of ['JSAPI1', 'APP1', 'H5WEB1', 'NATIVE1']) {
      await sandbox.control.payments.pay(v.number(name), { openid, bankType: v.bankType })
      const { transaction_id } = await query(name)
      await get(sandbox, `${base}/id/${String(transaction_id)}`, { mchid })
    }
    await post(sandbox, `${base}/native`, order('CLOSED1'))
    await post(sandbox, `${base}/out-trade-no/${v.number('CLOSED1')}/close`, { mchid })
    await query('CLOSED1')
    const scene_info = { device_id: v.number('POS'), store_info: { id: v.number('STORE') } }
    const { auth_code } = await sandbox.control.payments.authCode({ openid, bankType: v.bankType })
    await post(sandbox, `${base}/codepay`, {
      ...order('CODE1'),
      payer: { auth_code },
      scene_info,
      notify_url: undefined,
    })
    await post(sandbox, `${base}/out-trade-no/${v.number('CODE1')}/reverse`, { appid, mchid })
    await query('CODE1')
  }

  async function partners(): Promise<void> {
    const base = '/v3/pay/partner/transactions'
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    const { mchid: sub_mchid, appid: sub_appid } = shop.merchant
    const parties = { sp_mchid, sub_mchid }
    const order = (name: string, more: Json = {}): Json => ({
      ...parties,
      sp_appid,
      sub_appid,
      description: v.text('图书'),
      out_trade_no: v.number(name),
      attach: v.text('数据包'),
      notify_url,
      amount: { total: v.fen(1_700), currency: 'CNY' },
      ...more,
    })
    const payer_client_ip = '14.23.150.211'
    await post(partner, `${base}/jsapi`, order('JSAPI1', { payer: { sp_openid: openid } }))
    await post(partner, `${base}/app`, order('APP1'))
    await post(partner, `${base}/h5`, order('H5WEB1', { scene_info: { payer_client_ip, h5_info: { type: 'Wap' } } }))
    await post(
      partner,
      `${base}/native`,
      order('NATIVE1', { scene_info: { payer_client_ip, device_id: v.number('POS') } }),
    )
    const query = (name: string) => get(partner, `${base}/out-trade-no/${v.number(name)}`, parties)
    for (const name of ['JSAPI1', 'APP1', 'H5WEB1', 'NATIVE1']) {
      await query(name)
      await partner.control.payments.pay(v.number(name), { openid, bankType: v.bankType })
      const { transaction_id } = await query(name)
      await get(partner, `${base}/id/${String(transaction_id)}`, parties)
    }
    const { transaction_id: refunded } = await partner.control.payments.get(v.number('APP1'))
    await post(partner, '/v3/refund/domestic/refunds', {
      sub_mchid,
      transaction_id: refunded,
      out_refund_no: v.number('PARTNERR'),
      amount: { refund: v.fen(50), total: v.fen(1_700), currency: 'CNY' },
    })
    await get(partner, `${base}/id/${refunded}`, parties)
    await post(partner, `${base}/native`, order('CLOSED1'))
    await post(partner, `${base}/out-trade-no/${v.number('CLOSED1')}/close`, parties)
    const { auth_code } = await partner.control.payments.authCode({ openid, bankType: v.bankType })
    const scene_info = { device_id: v.number('POS'), store_info: { id: v.number('STORE') } }
    await post(partner, `${base}/codepay`, {
      ...order('CODE1'),
      payer: { auth_code },
      scene_info,
      notify_url: undefined,
    })
    await post(partner, `${base}/out-trade-no/${v.number('CODE1')}/reverse`, { ...parties, sp_appid })
  }

  async function apiV2(): Promise<void> {
    const order = (name: string): Json => ({
      appid,
      body: v.text('茶叶'),
      out_trade_no: v.number(name),
      attach: v.text('数据包'),
      device_info: v.number('POS'),
      total_fee: v.fen(600),
      spbill_create_ip: '14.23.150.211',
    })
    const prepay = { notify_url, trade_type: 'NATIVE', product_id: v.number('G') }
    const query = (name: string) => xml(sandbox, '/pay/orderquery', { appid, out_trade_no: v.number(name) })
    await xml(sandbox, '/pay/unifiedorder', { ...order('V2ORDERA'), ...prepay })
    await query('V2ORDERA')
    await sandbox.control.payments.pay(v.number('V2ORDERA'), { openid, bankType: v.bankType })
    await query('V2ORDERA')
    const scene_info = '{"h5_info":{"type":"Wap"}}'
    await xml(sandbox, '/pay/unifiedorder', { ...order('V2ORDERB'), notify_url, trade_type: 'MWEB', scene_info })
    await xml(sandbox, '/pay/closeorder', { appid, out_trade_no: v.number('V2ORDERB') })
    await query('JSAPI1')
    const code = async () => (await sandbox.control.payments.authCode({ openid, bankType: v.bankType })).auth_code
    const shown = await code()
    await xml(sandbox, '/tools/authcodetoopenid', { appid, auth_code: shown })
    await xml(sandbox, '/pay/micropay', { ...order('V2ORDERC'), auth_code: shown })
    await xml(sandbox, '/secapi/pay/reverse', { appid, out_trade_no: v.number('V2ORDERC') })
    const refund = {
      appid,
      out_trade_no: v.number('V2ORDERA'),
      out_refund_no: v.number('V2REFUND'),
      total_fee: v.fen(600),
      refund_fee: v.fen(200),
    }
    await xml(sandbox, '/secapi/pay/refund', refund)
    await xml(sandbox, '/pay/refundquery', { appid, out_refund_no: v.number('V2REFUND') })
    await sandbox.clock.advance(3 * DAY)
    await xml(sandbox, '/pay/refundquery', { appid, out_trade_no: v.number('V2ORDERA') })
    const { sandbox_signkey } = await xml(sandbox, '/xdc/apiv2getsignkey/sign/getsignkey', {})
    const key = String(sandbox_signkey)
    const tested = '/xdc/apiv2sandbox/pay'
    await xml(
      sandbox,
      `${tested}/micropay`,
      {
        ...order('V2ORDERT'),
        auth_code: v
          .number('13006109882800940')
          .replace(/\D/g, '')
          .padEnd(18, String(v.fen(1)).at(-1)),
      },
      key,
    )
    const asked = { appid, out_trade_no: v.number('V2ORDERT') }
    await xml(sandbox, `${tested}/orderquery`, asked, key)
    await xml(sandbox, '/secapi/pay/refund', { ...refund, ...asked, out_refund_no: v.number('V2REFUNDT') })
    await xml(sandbox, `${tested}/orderquery`, asked, key)
  }

  async function combined(): Promise<void> {
    const base = '/v3/combine-transactions'
    const sub = (of: SandboxMerchant, out_trade_no: string, total: number): Json => ({
      mchid: of.merchant.mchid,
      out_trade_no,
      attach: v.text('一号店'),
      description: v.text('图书'),
      amount: { total_amount: v.fen(total), currency: 'CNY' },
    })
    const subs = (name: string) => [sub(sandbox, v.number(`SUBA${name}`), 700), sub(shop, v.number(`SUBB${name}`), 900)]
    const order = (name: string, more: Json = {}): Json => ({
      combine_appid: appid,
      combine_mchid: sandbox.merchant.mchid,
      combine_out_trade_no: v.number(name),
      sub_orders: subs(name),
      notify_url,
      scene_info: { payer_client_ip: '14.23.150.211', device_id: v.number('POS') },
      ...more,
    })
    await post(sandbox, `${base}/jsapi`, order('COMBINED1', { combine_payer_info: { openid } }))
    await post(sandbox, `${base}/app`, order('COMBINED2'))
    await post(
      sandbox,
      `${base}/h5`,
      order('COMBINED3', {
        scene_info: { payer_client_ip: '14.23.150.211', device_id: v.number('POS'), h5_info: { type: 'Wap' } },
      }),
    )
    await post(sandbox, `${base}/native`, order('COMBINED4'))
    for (const name of ['COMBINED1', 'COMBINED2', 'COMBINED3', 'COMBINED4']) {
      if (name !== 'COMBINED4') await sandbox.control.payments.pay(v.number(name), { openid, bankType: v.bankType })
      else
        await post(sandbox, `${base}/out-trade-no/${v.number(name)}/close`, {
          combine_appid: appid,
          sub_orders: subs(name).map(({ mchid, out_trade_no }) => ({ mchid, out_trade_no })),
        })
      await get(sandbox, `${base}/out-trade-no/${v.number(name)}`)
    }
  }

  async function refunds(): Promise<void> {
    const base = '/v3/refund/domestic/refunds'
    const ask = (name: string, out_trade_no: string, refund: number) =>
      post(sandbox, base, {
        out_trade_no,
        out_refund_no: v.number(name),
        reason: v.text('缺货'),
        amount: { refund: v.fen(refund), total: v.fen(1_500), currency: 'CNY' },
      })
    await ask('REFUND1', v.number('JSAPI1'), 500)
    await get(sandbox, `${base}/${v.number('REFUND1')}`)
    const { transaction_id } = await sandbox.control.payments.get(v.number('JSAPI1'))
    await get(sandbox, `/v3/pay/transactions/id/${transaction_id}`, { mchid: sandbox.merchant.mchid })
    const { refund_id } = await ask('REFUND2', v.number('APP1'), 1_500)
    await sandbox.control.refunds.decide(v.number('REFUND2'), { outcome: 'abnormal' })
    await sandbox.clock.advance(4 * DAY)
    await get(sandbox, `${base}/${v.number('REFUND1')}`)
    await get(sandbox, `${base}/${v.number('REFUND2')}`)
    const type = 'MERCHANT_BANK_CARD'
    await post(sandbox, `${base}/${String(refund_id)}/apply-abnormal-refund`, {
      out_refund_no: v.number('REFUND2'),
      type,
    })
    await sandbox.clock.advance(4 * DAY)
    await get(sandbox, `${base}/${v.number('REFUND2')}`)
    await xml(sandbox, '/pay/refundquery', { appid, out_trade_no: v.number('APP1') })
  }

  async function vouchers(): Promise<void> {
    const base = '/v3/marketing/favor'
    const { mchid } = sandbox.merchant
    const stock_creator_mchid = mchid
    const time = async (after: number) => rfc3339((await sandbox.clock.read()).now + after)
    await sandbox.control.topUp({ amount: v.fen(50_000) })
    const stock = async (name: string, isForGoods: boolean, no_cash = false) =>
      post(sandbox, `${base}/coupon-stocks`, {
        out_request_no: v.number(name),
        stock_name: v.text('春日券'),
        comment: v.text('备注'),
        belong_merchant: mchid,
        available_begin_time: await time(0),
        available_end_time: await time(v.fen(10) * DAY),
        stock_use_rule: {
          max_coupons: v.fen(10),
          max_amount: v.fen(10) * v.fen(300),
          max_coupons_per_user: v.fen(2),
          natural_person_limit: v.fen(1) > 1,
          prevent_api_abuse: v.fen(1) > 1,
        },
        pattern_info: { description: v.text('使用说明') },
        coupon_use_rule: {
          fixed_normal_coupon: { coupon_amount: v.fen(300), transaction_minimum: v.fen(1_000) },
          available_merchants: isForGoods && v.fen(1) > 1 ? [mchid, shop.merchant.mchid] : [mchid],
          ...(isForGoods && {
            available_items: Array.from({ length: v.fen(1) }, (_, place) => v.number(`GOODS${place}`)),
          }),
          goods_tag: [v.text('标记')],
          trade_type: v.fen(1) > 1 ? ['OTHER'] : ['OTHER', 'APPPAY'],
          combine_use: v.fen(1) > 1,
        },
        no_cash,
        stock_type: 'NORMAL',
      })
    const { stock_id } = await stock('STOCK1', true)
    const creator = { stock_creator_mchid }
    const of = `${base}/stocks/${String(stock_id)}`
    await post(sandbox, `${of}/start`, creator)
    const { coupon_id } = await post(sandbox, `${base}/users/${openid}/coupons`, {
      stock_id,
      out_request_no: v.number('SEND1'),
      appid,
      ...creator,
    })
    if (v.fen(1) > 1)
      await post(sandbox, `${base}/users/${openid}/coupons`, {
        stock_id,
        out_request_no: v.number('SEND2'),
        appid,
        ...creator,
      })
    const coupon = () => get(sandbox, `${base}/users/${openid}/coupons/${String(coupon_id)}`, { appid })
    await coupon()
    await get(sandbox, `${base}/users/${openid}/coupons`, {
      appid,
      creator_mchid: mchid,
      offset: '0',
      limit: String(v.fen(2)),
    })
    const voucherOrder = async (name: string, more: Json) => {
      await post(sandbox, '/v3/pay/transactions/native', {
        appid,
        mchid,
        description: v.text('图书'),
        out_trade_no: v.number(name),
        notify_url,
        amount: { total: v.fen(2_000), currency: 'CNY' },
        ...more,
      })
      await sandbox.control.payments.pay(v.number(name), { openid, bankType: v.bankType })
      await get(sandbox, `/v3/pay/transactions/out-trade-no/${v.number(name)}`, { mchid })
      await xml(sandbox, '/pay/orderquery', { appid, out_trade_no: v.number(name) })
      await post(sandbox, '/v3/refund/domestic/refunds', {
        out_trade_no: v.number(name),
        out_refund_no: v.number(`${name}R`),
        amount: { refund: v.fen(1_000), total: v.fen(2_000), currency: 'CNY' },
      })
      const refund = {
        appid,
        out_trade_no: v.number(name),
        out_refund_no: v.number(`${name}S`),
        total_fee: v.fen(2_000),
      }
      await xml(sandbox, '/secapi/pay/refund', { ...refund, refund_fee: v.fen(200) })
      await xml(sandbox, '/pay/refundquery', { appid, out_trade_no: v.number(name) })
      const out_refund_no = v.number(`${name}R`)
      const { refund_id } = await get(sandbox, `/v3/refund/domestic/refunds/${out_refund_no}`)
      await sandbox.control.refunds.decide(out_refund_no, { outcome: 'abnormal' })
      await sandbox.clock.advance(4 * MINUTE)
      const card = { out_refund_no, type: 'MERCHANT_BANK_CARD' }
      await post(sandbox, `/v3/refund/domestic/refunds/${String(refund_id)}/apply-abnormal-refund`, card)
    }
    const goods = {
      merchant_goods_id: v.number('GOODS0'),
      quantity: v.fen(1),
      unit_price: Math.floor(v.fen(2_000) / v.fen(1)),
    }
    await voucherOrder('VOUCHER1', { goods_tag: v.text('标记'), detail: { goods_detail: [goods] } })
    await coupon()
    usedAt = (await sandbox.clock.read()).now
    const given = await sandbox.control.coupons.give({
      amount: v.fen(100),
      openid,
      noCash: true,
      name: v.text('免充值券'),
    })
    await get(sandbox, `${base}/users/${openid}/coupons/${given.coupon_id}`, { appid })
    await get(sandbox, `${base}/users/${openid}/coupons`, { appid, creator_mchid: mchid, offset: '0', limit: '10' })
    await get(sandbox, `${base}/users/${openid}/coupons`, { appid, creator_mchid: mchid, offset: '1', limit: '10' })
    await voucherOrder('VOUCHER2', {})
    await sandbox.clock.advance(v.fen(1) * MINUTE)
    await post(sandbox, `${of}/pause`, creator)
    await sandbox.clock.advance(v.fen(1) * MINUTE)
    await post(sandbox, `${of}/restart`, creator)
    const page = { ...creator, offset: '0', limit: String(v.fen(2)) }
    await get(sandbox, of, creator)
    for (const offset of ['0', '1'])
      for (const list of [`${of}/merchants`, `${of}/items`, `${base}/stocks`])
        await get(sandbox, list, { ...page, offset })
    await get(sandbox, `${base}/stocks/${String((await stock('STOCK2', false, true)).stock_id)}`, creator)
    if (v.fen(1) > 1) await stock('STOCK3', false)
    await get(sandbox, `${base}/stocks`, page)
    await post(sandbox, `${base}/callbacks`, { mchid, notify_url })
    await get(sandbox, `${base}/callbacks`, { mchid })
    await post(sandbox, `${of}/stop`, creator)
    await sandbox.clock.advance(v.fen(11) * DAY)
    await get(sandbox, of, creator)
    await get(sandbox, `${base}/stocks`, page)
    await sandbox.clock.advance(v.fen(20) * DAY)
    for (const file of ['use-flow', 'refund-flow']) {
      const { url } = await get(sandbox, `${of}/${file}`)
      await send(sandbox, 'GET', String(url).replace(sandbox.url, ''))
    }
  }

  async function sharing(): Promise<void> {
    const { mchid } = sandbox.merchant
    const paid = async (name: string): Promise<string> => {
      await post(sandbox, '/v3/pay/transactions/native', {
        appid,
        mchid,
        description: v.text('图书'),
        out_trade_no: v.number(name),
        notify_url,
        amount: { total: v.fen(3_000), currency: 'CNY' },
        settle_info: { profit_sharing: true },
      })
      await sandbox.control.payments.pay(v.number(name), { openid })
      return (await sandbox.control.payments.get(v.number(name))).transaction_id ?? ''
    }
    const [first, second, third] = [await paid('SHARED1'), await paid('SHARED2'), await paid('SHARED3')]
    await get(sandbox, `/v3/profitsharing/transactions/${first}/amounts`)
    await get(sandbox, `/v3/ecommerce/profitsharing/orders/${first}/amounts`)
    await post(sandbox, '/v3/refund/domestic/refunds', {
      out_trade_no: v.number('SHARED1'),
      out_refund_no: v.number('SHAREDR'),
      amount: { refund: v.fen(100), total: v.fen(3_000), currency: 'CNY' },
    })
    await get(sandbox, '/v3/merchant/fund/balance/BASIC')
    await get(partner, `/v3/ecommerce/fund/balance/${mchid}`)
    await xml(sandbox, '/pay/profitsharingorderamountquery', { transaction_id: first, sign_type: 'HMAC-SHA256' })
    await sandbox.clock.advance(v.fen(1) * MINUTE)
    const about = (transaction_id: string, name: string) => ({
      transaction_id,
      out_order_no: v.number(name),
      description: v.text('解冻'),
    })
    await post(sandbox, '/v3/profitsharing/orders/unfreeze', about(first, 'UNFREEZE1'))
    await get(sandbox, `/v3/profitsharing/orders/${v.number('UNFREEZE1')}`, { transaction_id: first })
    const sub_mchid = mchid
    await post(sandbox, '/v3/ecommerce/profitsharing/finish-order', { sub_mchid, ...about(second, 'UNFREEZE2') })
    await get(sandbox, '/v3/ecommerce/profitsharing/orders', {
      sub_mchid,
      transaction_id: second,
      out_order_no: v.number('UNFREEZE2'),
    })
    await xml(sandbox, '/secapi/pay/profitsharingfinish', {
      appid,
      sign_type: 'HMAC-SHA256',
      ...about(third, 'UNFREEZE3'),
    })
    await xml(sandbox, '/pay/profitsharingquery', {
      transaction_id: third,
      out_order_no: v.number('UNFREEZE3'),
      sign_type: 'HMAC-SHA256',
    })
  }

  async function platform(): Promise<void> {
    await get(stand, '/v3/certificates')
  }

  async function booksOfTheDay(): Promise<void> {
    await shop.control.topUp({ account: 'OPERATION', amount: v.fen(5_000) })
    await sandbox.clock.advance(2 * DAY)
    const date = (time: number) => rfc3339(time).slice(0, 10)
    const days = [date(v.start), date(usedAt), date((await sandbox.clock.read()).now - 2 * DAY)]
    await get(sandbox, '/v3/merchant/fund/balance/BASIC')
    await get(shop, '/v3/merchant/fund/balance/BASIC')
    await get(sandbox, '/v3/merchant/fund/dayendbalance/BASIC', { date: days[2]! })
    await get(partner, `/v3/ecommerce/fund/balance/${shop.merchant.mchid}`)
    await get(partner, `/v3/ecommerce/fund/balance/${shop.merchant.mchid}`, { account_type: 'OPERATION' })
    await get(partner, `/v3/ecommerce/fund/enddaybalance/${shop.merchant.mchid}`, {
      date: days[2]!,
      account_type: 'OPERATION',
    })
    for (const day of [days[0]!, days[2]!])
      await get(partner, `/v3/ecommerce/fund/enddaybalance/${shop.merchant.mchid}`, { date: day })
    for (const bill_date of days) {
      for (const path of ['tradebill', 'fundflowbill']) {
        const { download_url } = await get(sandbox, `/v3/bill/${path}`, { bill_date })
        await send(sandbox, 'GET', String(download_url).replace(sandbox.url, ''))
      }
      const day = bill_date.replaceAll('-', '')
      await xml(sandbox, '/pay/downloadbill', { appid, bill_date: day, bill_type: 'ALL' })
      const account = { account_type: 'Basic', sign_type: 'HMAC-SHA256' }
      await xml(sandbox, '/pay/downloadfundflow', { appid, bill_date: day, ...account })
    }
  }
}

function rfc3339(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().replace(/\.\d+Z/, '+08:00')
}

/** Reads a bill as columns: the values below each name, those of the summary too. */
function columnsOf(bill: string): Record<string, string[]> {
  const columns: Record<string, string[]> = {}
  let names: readonly string[] = []
  for (const line of bill.replace('\ufeff', '').trim().split('\r\n')) {
    if (!line.startsWith('`')) names = line.split(',')
    else
      for (const [place, value] of line.slice(1).split(',`').entries()) (columns[names[place] ?? ''] ??= []).push(value)
  }
  return columns
}
