import { describe, expect, test } from 'vitest'
import { APPID, MCHID } from '../routes/merchant.ts'
import { world } from '../routes/world.ts'

const STRANGER = 'wx00000000000000ff'
const NOT_BOUND = 'appid和mch_id不匹配，请检查后再试'
const h5 = {
  mchid: MCHID,
  description: '充电宝',
  out_trade_no: 'T20260301000001',
  notify_url: 'https://shop.example.com/wechatpay',
  amount: { total: 100 },
  scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } },
}
const receiver = { type: 'PERSONAL_OPENID', account: 'oUpF8uMuAJO', relation_type: 'STAFF' }

describe('an application that is not the merchant’s is refused as the table of the operation says', () => {
  test.each<[name: string, path: string, body: (appid: string) => object, status: number, code: string, text: string]>([
    [
      'APPID_MCHID_NOT_MATCH',
      '/v3/pay/transactions/h5',
      (appid) => ({ ...h5, appid }),
      400,
      'APPID_MCHID_NOT_MATCH',
      NOT_BOUND,
    ],
    [
      'PARAM_ERROR',
      '/v3/profitsharing/receivers/add',
      (appid) => ({ ...receiver, appid }),
      400,
      'PARAM_ERROR',
      NOT_BOUND,
    ],
    [
      'NO_AUTH',
      '/v3/payscore/permissions',
      (appid) => ({
        service_id: '500001',
        appid,
        authorization_code: '1234323JKHDFE1243252',
        notify_url: 'https://a.example/n',
      }),
      403,
      'NO_AUTH',
      '商户暂无权限使用此服务',
    ],
  ])('%s', async (_, path, body, status, code, message) => {
    const refused = await world().post(path, body(STRANGER))
    expect(refused).toMatchObject({ status, json: { code, message } })
    expect((await world().post(path, body(APPID))).status).toBe(200)
  })

  test('in a query, too', async () => {
    const at = (appid: string) => `/v3/marketing/bank-favor/users/oUser/coupons/1?appid=${appid}`
    expect(await world().send('GET', at(STRANGER))).toMatchObject({
      status: 400,
      json: { code: 'APPID_MCHID_NOT_MATCH' },
    })
    expect((await world().send('GET', at(APPID))).status).toBe(200)
  })

  test('but a sub-merchant’s is not the merchant’s', async () => {
    const body = { ...h5, sp_appid: APPID, sp_mchid: MCHID, sub_mchid: '1900000110', sub_appid: STRANGER }
    const { appid: _, mchid: __, ...order } = { appid: '', ...body }
    // With a bound application, the next check is the relation of the two merchants.
    const next = await world({ merchant: { isPartner: true } }).post('/v3/pay/partner/transactions/h5', order)
    expect(next).toMatchObject({ status: 403, json: { code: 'NO_AUTH' } })
    const stranger = { ...order, sp_appid: STRANGER }
    expect((await world().post('/v3/pay/partner/transactions/h5', stranger)).status).toBe(400)
  })
})
