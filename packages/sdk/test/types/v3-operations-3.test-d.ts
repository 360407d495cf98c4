import { expectTypeOf } from 'vitest'
import type { Result, WechatPay } from '../../src/index.ts'
import { oneType } from './one-type.ts'

declare const wxpay: WechatPay

// 开通广告展示
{
  const { patch } = oneType(
    wxpay.v3.goldplan.merchants.openAdvertisingShow,
    wxpay.chain('v3/goldplan/merchants/open-advertising-show'),
    wxpay['v3/goldplan/merchants/open-advertising-show'],
  )
  const right = { json: { sub_mchid: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(patch).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 修改商家券基本信息
{
  const { patch } = oneType(
    wxpay.v3.marketing.busifavor.stocks._stock_id_,
    wxpay.chain('v3/marketing/busifavor/stocks/{stock_id}'),
    wxpay['v3/marketing/busifavor/stocks/{stock_id}'],
  )
  const right = { stock_id: 'x', json: { out_request_no: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, stock_name: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(patch).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 删除预存code
{
  const { delete: remove } = oneType(
    wxpay.v3.marketing.busifavor.stocks._stock_id_.couponcodes._coupon_code_,
    wxpay.chain('v3/marketing/busifavor/stocks/{stock_id}/couponcodes/{coupon_code}'),
    wxpay['v3/marketing/busifavor/stocks/{stock_id}/couponcodes/{coupon_code}'],
  )
  const right = { stock_id: 'x', coupon_code: 'x', query: { delete_request_no: 'x' } } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({ coupon_code: right.coupon_code, query: right.query })
}

// 删除零售小店活动业务代理
{
  const { delete: remove } = oneType(
    wxpay.v3.marketing.goodsSubsidyActivity.retailStoreAct._activity_id_.representative,
    wxpay.chain('v3/marketing/goods-subsidy-activity/retail-store-act/{activity_id}/representative'),
    wxpay['v3/marketing/goods-subsidy-activity/retail-store-act/{activity_id}/representative'],
  )
  const right = {
    activity_id: 'x',
    json: { representative_info_list: [{ openid: 'x' }], out_request_no: 'x', delete_time: 'x' },
  } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({ json: right.json })
  // @ts-expect-error a field of another type
  void remove({ ...right, json: { ...right.json, out_request_no: 1 } })
  // @ts-expect-error a field that does not exist
  void remove({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 添加零售小店活动业务代理
{
  const { put } = oneType(
    wxpay.v3.marketing.goodsSubsidyActivity.retailStoreAct._activity_id_.representative,
    wxpay.chain('v3/marketing/goods-subsidy-activity/retail-store-act/{activity_id}/representative'),
    wxpay['v3/marketing/goods-subsidy-activity/retail-store-act/{activity_id}/representative'],
  )
  const right = {
    activity_id: 'x',
    json: { representative_info_list: [{ openid: 'x' }], out_request_no: 'x' },
  } as const
  void put(right)
  // @ts-expect-error an unknown key
  void put({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void put({ json: right.json })
  // @ts-expect-error a field of another type
  void put({ ...right, json: { ...right.json, out_request_no: 1 } })
  // @ts-expect-error a field that does not exist
  void put({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 设置回调地址
{
  const { patch } = oneType(
    wxpay.v3.marketing.membercardOpen.callback,
    wxpay.chain('v3/marketing/membercard-open/callback'),
    wxpay['v3/marketing/membercard-open/callback'],
  )
  const right = { json: { notify_url: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, notify_url: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 删除会员卡模板
{
  const { delete: remove } = oneType(
    wxpay.v3.marketing.membercardOpen.cards._card_id_,
    wxpay.chain('v3/marketing/membercard-open/cards/{card_id}'),
    wxpay['v3/marketing/membercard-open/cards/{card_id}'],
  )
  const right = { card_id: 'x' } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({})
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 导入加密手机号提醒会员领卡
{
  const { post } = oneType(
    wxpay.v3.marketing.membercardOpen.phonenumberMember.import,
    wxpay.chain('v3/marketing/membercard-open/phonenumber-member/import'),
    wxpay['v3/marketing/membercard-open/phonenumber-member/import'],
  )
  const right = {
    json: { member_information: { card_id: 'x', registration_time: 'x' }, encrypted_phone_number: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, encrypted_phone_number: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 建立合作关系
{
  const { post } = oneType(
    wxpay.v3.marketing.partnerships.build,
    wxpay.chain('v3/marketing/partnerships/build'),
    wxpay['v3/marketing/partnerships/build'],
  )
  const right = { json: { partner: { type: 'APPID' }, authorized_data: { business_type: 'FAVOR_STOCK' } } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
}

// 医保退款通知
{
  const { post } = oneType(
    wxpay.v3.medIns.refunds.notify,
    wxpay.chain('v3/med-ins/refunds/notify'),
    wxpay['v3/med-ins/refunds/notify'],
  )
  const right = {
    json: {
      med_refund_total_fee: 1,
      med_refund_gov_fee: 1,
      med_refund_self_fee: 1,
      med_refund_other_fee: 1,
      refund_time: 'x',
      out_refund_no: 'x',
    },
    query: { mix_trade_no: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 删除商户违规通知回调地址
{
  const { delete: remove } = oneType(
    wxpay.v3.merchantRiskManage.violationNotifications,
    wxpay.chain('v3/merchant-risk-manage/violation-notifications'),
    wxpay['v3/merchant-risk-manage/violation-notifications'],
  )
  const right = {}
  void remove()
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 修改商户违规通知回调地址
{
  const { put } = oneType(
    wxpay.v3.merchantRiskManage.violationNotifications,
    wxpay.chain('v3/merchant-risk-manage/violation-notifications'),
    wxpay['v3/merchant-risk-manage/violation-notifications'],
  )
  const right = { json: { notify_url: 'x' } } as const
  void put(right)
  // @ts-expect-error an unknown key
  void put({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void put({ ...right, json: { ...right.json, notify_url: 1 } })
  // @ts-expect-error a field that does not exist
  void put({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 图片下载
{
  const { get } = oneType(
    wxpay.v3.merchantService.images._media_id_,
    wxpay.chain('v3/merchant-service/images/{media_id}'),
    wxpay['v3/merchant-service/images/{media_id}'],
  )
  const right = { media_id: 'x' } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({})
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<Uint8Array>>()
}

// 修改门店
{
  const { patch } = oneType(
    wxpay.v3.merchantStore.stores._store_id_,
    wxpay.chain('v3/merchant-store/stores/{store_id}'),
    wxpay['v3/merchant-store/stores/{store_id}'],
  )
  const right = { store_id: 'x', json: { sub_mchid: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(patch).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 下载发票文件
{
  const { get } = oneType(
    wxpay.v3.newTaxControlFapiao.download,
    wxpay.chain('v3/new-tax-control-fapiao/download'),
    wxpay['v3/new-tax-control-fapiao/download'],
  )
  const right = {
    query: { token: 'x', mchid: 'x', openid: 'x', invoice_code: 'x', invoice_no: 'x', fapiao_id: 'x' },
  } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<Uint8Array>>()
}

// 开具电子发票
{
  const { post } = oneType(
    wxpay.v3.newTaxControlFapiao.fapiaoApplications,
    wxpay.chain('v3/new-tax-control-fapiao/fapiao-applications'),
    wxpay['v3/new-tax-control-fapiao/fapiao-applications'],
  )
  const right = {
    json: {
      scene: 'x',
      fapiao_apply_id: 'x',
      buyer_information: { type: 'x', name: 'x' },
      fapiao_information: [{ fapiao_id: 'x', total_amount: 1 }],
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 将电子发票插入微信用户卡包
{
  const { post } = oneType(
    wxpay.v3.newTaxControlFapiao.fapiaoApplications._fapiao_apply_id_.insertCards,
    wxpay.chain('v3/new-tax-control-fapiao/fapiao-applications/{fapiao_apply_id}/insert-cards'),
    wxpay['v3/new-tax-control-fapiao/fapiao-applications/{fapiao_apply_id}/insert-cards'],
  )
  const right = {
    fapiao_apply_id: 'x',
    json: {
      scene: 'WITH_WECHATPAY',
      buyer_information: { type: 'INDIVIDUAL', name: 'x' },
      fapiao_card_information: [
        {
          fapiao_media_id: 'x',
          fapiao_number: 'x',
          fapiao_code: 'x',
          fapiao_time: 'x',
          check_code: 'x',
          total_amount: 1,
          tax_amount: 1,
          amount: 1,
          seller_information: { name: 'x', taxpayer_id: 'x' },
          extra_information: { drawer: 'x' },
        },
      ],
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 刷脸用户信息修改接口
{
  const { patch } = oneType(
    wxpay.v3.offlinefacemch.organizations._organization_id_.users.outUserId._out_user_id_,
    wxpay.chain('v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}'),
    wxpay['v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}'],
  )
  const right = { organization_id: 'x', out_user_id: 'x', json: { user_name: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ out_user_id: right.out_user_id, json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, user_name: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(patch).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 服务商评估用户分层
{
  const { post } = oneType(
    wxpay.v3.payscore.partner.permissions.assessUserRiskLevel,
    wxpay.chain('v3/payscore/partner/permissions/assess-user-risk-level'),
    wxpay['v3/payscore/partner/permissions/assess-user-risk-level'],
  )
  const right = { json: { service_id: 'x', appid: 'x' }, query: { sub_mchid: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, service_id: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 关闭二级商户充值
{
  const { post } = oneType(
    wxpay.v3.platsolution.ecommerce.recharges.outRechargeNo._out_recharge_no_.close,
    wxpay.chain('v3/platsolution/ecommerce/recharges/out-recharge-no/{out_recharge_no}/close'),
    wxpay['v3/platsolution/ecommerce/recharges/out-recharge-no/{out_recharge_no}/close'],
  )
  const right = { out_recharge_no: 'x', query: { sub_mchid: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ query: right.query })
}

// 服务人员信息更新
{
  const { patch } = oneType(
    wxpay.v3.smartguide.guides._guide_id_,
    wxpay.chain('v3/smartguide/guides/{guide_id}'),
    wxpay['v3/smartguide/guides/{guide_id}'],
  )
  const right = { guide_id: 'x', json: { sub_mchid: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(patch).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 下载电子回单PDF文件
{
  const { get } = oneType(
    wxpay.v3.transferdownload.elecvoucherfile,
    wxpay.chain('v3/transferdownload/elecvoucherfile'),
    wxpay['v3/transferdownload/elecvoucherfile'],
  )
  const right = { query: { token: 'x', source: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<Uint8Array>>()
}

// 删除商户标识
{
  const { delete: remove } = oneType(
    wxpay.v3.webizpay.availMchRanges._range_id_.merchantIdentifiers._merchant_identifier_,
    wxpay.chain('v3/webizpay/avail-mch-ranges/{range_id}/merchant-identifiers/{merchant_identifier}'),
    wxpay['v3/webizpay/avail-mch-ranges/{range_id}/merchant-identifiers/{merchant_identifier}'],
  )
  const right = { range_id: 'x', merchant_identifier: 'x', json: { sp_mchid: 'x' } } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({ merchant_identifier: right.merchant_identifier, json: right.json })
  // @ts-expect-error a field of another type
  void remove({ ...right, json: { ...right.json, sp_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void remove({ ...right, json: { ...right.json, unheard_of: 1 } })
}
