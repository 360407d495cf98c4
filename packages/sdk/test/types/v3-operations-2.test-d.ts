import { expectTypeOf } from 'vitest'
import type { Result, WechatPay } from '../../src/index.ts'
import { oneType } from './one-type.ts'

declare const wxpay: WechatPay

// 修改用户会员卡信息
{
  const { patch } = oneType(
    wxpay.v3.brand.partner.cardMember.userCards._user_card_code_,
    wxpay.chain('v3/brand/partner/card-member/user-cards/{user_card_code}'),
    wxpay['v3/brand/partner/card-member/user-cards/{user_card_code}'],
  )
  const right = { user_card_code: 'x', json: { brand_id: 'x', openid: 'x', card_id: 'x' } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, brand_id: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 同步会员开通结果
{
  const { post } = oneType(
    wxpay.v3.brand.partner.cardMember.userCards._user_card_code_.confirm,
    wxpay.chain('v3/brand/partner/card-member/user-cards/{user_card_code}/confirm'),
    wxpay['v3/brand/partner/card-member/user-cards/{user_card_code}/confirm'],
  )
  const right = {
    user_card_code: 'x',
    json: { brand_id: 'x', card_id: 'x', openid: 'x', user_card_confirm_state: 'CREATE_CARD_SUCCESS' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, brand_id: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 作废用户会员卡
{
  const { post } = oneType(
    wxpay.v3.brand.partner.cardMember.userCards._user_card_code_.invalidate,
    wxpay.chain('v3/brand/partner/card-member/user-cards/{user_card_code}/invalidate'),
    wxpay['v3/brand/partner/card-member/user-cards/{user_card_code}/invalidate'],
  )
  const right = { user_card_code: 'x', json: { brand_id: 'x', card_id: 'x', openid: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, openid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 删除品牌门店
{
  const { delete: remove } = oneType(
    wxpay.v3.brand.partner.store.brandstores._store_id_,
    wxpay.chain('v3/brand/partner/store/brandstores/{store_id}'),
    wxpay['v3/brand/partner/store/brandstores/{store_id}'],
  )
  const right = { store_id: 'x', json: { brand_id: 'x' } } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({ json: right.json })
  // @ts-expect-error a field of another type
  void remove({ ...right, json: { ...right.json, brand_id: 1 } })
  // @ts-expect-error a field that does not exist
  void remove({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 商圈会员停车状态同步
{
  const { post } = oneType(
    wxpay.v3.businesscircle.parkings,
    wxpay.chain('v3/businesscircle/parkings'),
    wxpay['v3/businesscircle/parkings'],
  )
  const right = { json: { brandid: 1, appid: 'x', openid: 'x', plate_number: 'x', state: 'x', time: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 商圈会员待积分状态查询
{
  const { get } = oneType(
    wxpay.v3.businesscircle.users._openid_.points.commit_status,
    wxpay.chain('v3/businesscircle/users/{openid}/points/commit_status'),
    wxpay['v3/businesscircle/users/{openid}/points/commit_status'],
  )
  const right = { openid: 'x', query: { brandid: 1, appid: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({ query: right.query })
}

// 查询省份列表
{
  const { get } = oneType(
    wxpay.v3.capital.capitallhh.areas.provinces,
    wxpay.chain('v3/capital/capitallhh/areas/provinces'),
    wxpay['v3/capital/capitallhh/areas/provinces'],
  )
  const right = {}
  void get()
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 点餐订单信息同步（渠道商/服务商）
{
  const { post } = oneType(
    wxpay.v3.catering.orders.syncStatus,
    wxpay.chain('v3/catering/orders/sync-status'),
    wxpay['v3/catering/orders/sync-status'],
  )
  const right = { json: { channel_id: 'x', sub_mchid: 'x', sub_appid: 'x', out_shop_no: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sp_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 合单关闭订单
{
  const { post } = oneType(
    wxpay.v3.combineTransactions.outTradeNo._combine_out_trade_no_.close,
    wxpay.chain('v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close'),
    wxpay['v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close'],
  )
  const right = {
    combine_out_trade_no: 'x',
    json: { combine_appid: 'x', sub_orders: [{ mchid: 'x', out_trade_no: 'x' }] },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, combine_appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 增加用户记录
{
  const { post } = oneType(
    wxpay.v3.discountCard.cards._out_card_code_.addUserRecords,
    wxpay.chain('v3/discount-card/cards/{out_card_code}/add-user-records'),
    wxpay['v3/discount-card/cards/{out_card_code}/add-user-records'],
  )
  const right = { out_card_code: 'x', json: { card_template_id: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, card_template_id: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 更新先享卡订单
{
  const { patch } = oneType(
    wxpay.v3.discountCard.orders._out_order_no_,
    wxpay.chain('v3/discount-card/orders/{out_order_no}'),
    wxpay['v3/discount-card/orders/{out_order_no}'],
  )
  const right = { out_order_no: 'x', json: { objectives: [{ objective_serial_no: 'x', objective_id: 1 }] } } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
}

// 撤销申请单-使用业务申请编号
{
  const { post } = oneType(
    wxpay.v3.ecommerce.applyments.outRequestNo._out_request_no_.revoke,
    wxpay.chain('v3/ecommerce/applyments/out-request-no/{out_request_no}/revoke'),
    wxpay['v3/ecommerce/applyments/out-request-no/{out_request_no}/revoke'],
  )
  const right = { out_request_no: 'x' } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({})
}

// 发起异常退款
{
  const { post } = oneType(
    wxpay.v3.ecommerce.refunds._refund_id_.applyAbnormalRefund,
    wxpay.chain('v3/ecommerce/refunds/{refund_id}/apply-abnormal-refund'),
    wxpay['v3/ecommerce/refunds/{refund_id}/apply-abnormal-refund'],
  )
  const right = { refund_id: 'x', json: { sub_mchid: 'x', out_refund_no: 'x', type: 'USER_BANK_CARD' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 解约
{
  const { delete: remove } = oneType(
    wxpay.v3.eduPapay.contracts._contract_id_,
    wxpay.chain('v3/edu-papay/contracts/{contract_id}'),
    wxpay['v3/edu-papay/contracts/{contract_id}'],
  )
  const right = { contract_id: 'x' } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({})
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 商户主动解约
{
  const { post } = oneType(
    wxpay.v3.eduschoolpay.contracts._contract_id_.terminate,
    wxpay.chain('v3/eduschoolpay/contracts/{contract_id}/terminate'),
    wxpay['v3/eduschoolpay/contracts/{contract_id}/terminate'],
  )
  const right = { contract_id: 'x' } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({})
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 解除免确认收款授权
{
  const { post } = oneType(
    wxpay.v3.fundApp.mchTransfer.partner.userConfirmAuthorizations._out_authorization_no_.close,
    wxpay.chain('v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}/close'),
    wxpay['v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}/close'],
  )
  const right = { out_authorization_no: 'x' } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({})
}

// 获取平台证书列表
{
  const { get } = oneType(
    wxpay.v3.global.certificates,
    wxpay.chain('v3/global/certificates'),
    wxpay['v3/global/certificates'],
  )
  const right = {}
  void get()
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 报关信息修改
{
  const { patch } = oneType(
    wxpay.v3.global.customs.orders,
    wxpay.chain('v3/global/customs/orders'),
    wxpay['v3/global/customs/orders'],
  )
  const right = {
    json: {
      appid: 'x',
      mchid: 'x',
      out_trade_no: 'x',
      transaction_id: 'x',
      customs: 'GUANGZHOU_ZS',
      merchant_customs_no: 'x',
    },
  } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 删除投诉通知回调
{
  const { delete: remove } = oneType(
    wxpay.v3.global.merchantService.complaintNotifications,
    wxpay.chain('v3/global/merchant-service/complaint-notifications'),
    wxpay['v3/global/merchant-service/complaint-notifications'],
  )
  const right = {}
  void remove()
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 更新投诉通知回调
{
  const { put } = oneType(
    wxpay.v3.global.merchantService.complaintNotifications,
    wxpay.chain('v3/global/merchant-service/complaint-notifications'),
    wxpay['v3/global/merchant-service/complaint-notifications'],
  )
  const right = { json: { url: 'x' } } as const
  void put(right)
  // @ts-expect-error an unknown key
  void put({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void put({ ...right, json: { ...right.json, url: 1 } })
  // @ts-expect-error a field that does not exist
  void put({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 图片下载
{
  const { get } = oneType(
    wxpay.v3.global.merchantService.images._media_id_,
    wxpay.chain('v3/global/merchant-service/images/{media_id}'),
    wxpay['v3/global/merchant-service/images/{media_id}'],
  )
  const right = { media_id: 'x', query: { complaint_id: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({ query: right.query })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<Uint8Array>>()
}

// 子商户进件（融合钱包）
{
  const { post } = oneType(wxpay.v3.global.merchants, wxpay.chain('v3/global/merchants'), wxpay['v3/global/merchants'])
  const right = {
    json: {
      sp_appid: 'x',
      sp_mchid: 'x',
      name: 'x',
      shortname: 'x',
      office_phone: 'x',
      contact: { name: 'x', phone: 'x', email: 'x' },
      business_category: 1,
      merchant_country_code: 'x',
      merchant_type: 'ENTERPRISE',
      business: { business_type: 'ONLINE' },
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sp_appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 修改子商户（融合钱包）
{
  const { patch } = oneType(
    wxpay.v3.global.merchants._sub_mchid_,
    wxpay.chain('v3/global/merchants/{sub_mchid}'),
    wxpay['v3/global/merchants/{sub_mchid}'],
  )
  const right = {
    sub_mchid: 'x',
    json: {
      sp_appid: 'x',
      sp_mchid: 'x',
      name: 'x',
      sub_mchid: 'x',
      shortname: 'x',
      office_phone: 'x',
      contact: { name: 'x', phone: 'x', email: 'x' },
      business_category: 1,
      merchant_country_code: 'x',
      merchant_type: 'ENTERPRISE',
      registration_certificate_number: 'x',
      registration_certificate_date: 'x',
      business: { business_type: 'ONLINE' },
    },
  } as const
  void patch(right)
  // @ts-expect-error an unknown key
  void patch({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void patch({ json: right.json })
  // @ts-expect-error a field of another type
  void patch({ ...right, json: { ...right.json, sp_appid: 1 } })
  // @ts-expect-error a field that does not exist
  void patch({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 撤销订单(商户订单号)
{
  const { post } = oneType(
    wxpay.v3.global.papay.transactions.outTradeNo._out_trade_no_.reverse,
    wxpay.chain('v3/global/papay/transactions/out-trade-no/{out_trade_no}/reverse'),
    wxpay['v3/global/papay/transactions/out-trade-no/{out_trade_no}/reverse'],
  )
  const right = { out_trade_no: 'x', query: { sub_mchid: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ query: right.query })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 删除分账接收方
{
  const { delete: remove } = oneType(
    wxpay.v3.global.profitSharing.receivers,
    wxpay.chain('v3/global/profit-sharing/receivers'),
    wxpay['v3/global/profit-sharing/receivers'],
  )
  const right = { json: { sub_mchid: 'x' } } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void remove({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void remove({ ...right, json: { ...right.json, unheard_of: 1 } })
  expectTypeOf(remove).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 下载对账单
{
  const { get } = oneType(
    wxpay.v3.global.statements,
    wxpay.chain('v3/global/statements'),
    wxpay['v3/global/statements'],
  )
  const right = { query: { date: 'x', mchid: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<string>>()
}
