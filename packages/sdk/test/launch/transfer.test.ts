import { describe, expect, test } from 'vitest'
import { ConfigError, RequestError, WechatPay } from '../../src/index.ts'
import { transferAppLaunch, transferLaunch } from '../../src/launch/index.ts'
import { mchid, SigningServer } from '../helpers/signing-server.ts'

const { merchant, platform } = SigningServer.prototype.options()
const wxpay = new WechatPay({ mchid, merchant, platform })
const appid = 'wx8888888888888888'
const package_info = 'ABBQO+oYAAABAAAAAAAk7HT9WNI3GvoBcy9pYQ=='

describe('transferLaunch', () => {
  test('what wx.requestMerchantTransfer takes', () => {
    expect(transferLaunch(wxpay, { appid, package_info })).toEqual({
      mchId: mchid,
      appId: appid,
      package: package_info,
    })
  })

  test('the app of a view', () => {
    expect(transferLaunch(wxpay.with({ appid }), { package_info }).appId).toBe(appid)
  })

  test('of a partner', () => {
    const shop = wxpay.partner('1900000110', { sp_appid: appid, sub_appid: 'wx9999999999999999' })
    expect(transferLaunch(shop, { appid, package_info })).toEqual({
      mchId: mchid,
      appId: appid,
      subMchId: '1900000110',
      subAppId: 'wx9999999999999999',
      package: package_info,
    })
  })

  test('of an app, each value encoded', () => {
    const { businessType, query } = transferAppLaunch(wxpay, { appid, package_info })
    expect(businessType).toBe('requestMerchantTransfer')
    expect(query).toBe(`mchId=${mchid}&appId=${appid}&package=ABBQO%2BoYAAABAAAAAAAk7HT9WNI3GvoBcy9pYQ%3D%3D`)
  })

  test.each<[string, object, string]>([
    ['a bill that does not wait', { appid, package_info: undefined }, 'package_info: expected the package_info of a'],
    ['a package with a space in it', { appid, package_info: 'ABBQO oYAAAB' }, 'received a text of 12 characters'],
    ['no appid', { package_info }, 'transferLaunch: appid: expected the appid of the order, received nothing'],
  ])('refuses %s', (_name, given, message) => {
    const launch = (): unknown => transferLaunch(wxpay, given as { appid: string; package_info: string })
    expect(launch).toThrow(RequestError)
    expect(launch).toThrow(message)
  })

  test('refuses what is no sub-merchant', () => {
    expect(() => transferLaunch(wxpay, { appid, package_info, sub_mchid: 'shop' })).toThrow(ConfigError)
  })
})
