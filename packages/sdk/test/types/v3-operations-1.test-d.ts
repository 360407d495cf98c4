import { expectTypeOf } from 'vitest'
import type { Result, WechatPay } from '../../src/index.ts'
import { oneType } from './one-type.ts'

declare const wxpay: WechatPay

// 完结先享后付订单
{
  const { post } = oneType(
    wxpay.v3.payscore.payafterOrders._out_order_no_.complete,
    wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete'),
    wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'],
  )
  const right = {
    out_order_no: 'x',
    json: { appid: 'x', service_id: 'x', finish_type: 1, total_amount: 1, finish_ticket: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// JSAPI下单
{
  const { post } = oneType(
    wxpay.v3.pay.transactions.jsapi,
    wxpay.chain('v3/pay/transactions/jsapi'),
    wxpay['v3/pay/transactions/jsapi'],
  )
  const right = {
    json: {
      appid: 'x',
      mchid: 'x',
      description: 'x',
      out_trade_no: 'x',
      amount: { total: 1 },
      notify_url: 'x',
      payer: { openid: 'x' },
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// Native下单
{
  const { post } = oneType(
    wxpay.v3.pay.partner.transactions.native,
    wxpay.chain('v3/pay/partner/transactions/native'),
    wxpay['v3/pay/partner/transactions/native'],
  )
  const right = {
    json: {
      sp_appid: 'x',
      sp_mchid: 'x',
      sub_mchid: 'x',
      description: 'x',
      out_trade_no: 'x',
      amount: { total: 1 },
      notify_url: 'x',
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

// 申请退款
{
  const { post } = oneType(
    wxpay.v3.refund.domestic.refunds,
    wxpay.chain('v3/refund/domestic/refunds'),
    wxpay['v3/refund/domestic/refunds'],
  )
  const right = {
    json: { transaction_id: 'x', out_refund_no: 'x', amount: { refund: 1, total: 1, currency: 'CNY' } },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 合单下单-JSAPI支付
{
  const { post } = oneType(
    wxpay.v3.combineTransactions.jsapi,
    wxpay.chain('v3/combine-transactions/jsapi'),
    wxpay['v3/combine-transactions/jsapi'],
  )
  const right = {
    json: {
      combine_appid: 'x',
      combine_mchid: 'x',
      combine_out_trade_no: 'x',
      sub_orders: [
        { mchid: 'x', attach: 'x', out_trade_no: 'x', description: 'x', amount: { total_amount: 1, currency: 'CNY' } },
      ],
      combine_payer_info: { openid: 'x' },
      notify_url: 'x',
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, combine_appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 发起转账
{
  const { post } = oneType(
    wxpay.v3.fundApp.mchTransfer.transferBills,
    wxpay.chain('v3/fund-app/mch-transfer/transfer-bills'),
    wxpay['v3/fund-app/mch-transfer/transfer-bills'],
  )
  const right = {
    json: {
      appid: 'x',
      out_bill_no: 'x',
      openid: 'x',
      transfer_amount: 1,
      transfer_remark: 'x',
      transfer_scene_id: '1000',
      transfer_scene_report_infos: [{ info_type: 'x', info_content: 'x' }],
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 请求分账
{
  const { post } = oneType(
    wxpay.v3.profitsharing.orders,
    wxpay.chain('v3/profitsharing/orders'),
    wxpay['v3/profitsharing/orders'],
  )
  const right = {
    json: {
      appid: 'x',
      transaction_id: 'x',
      out_order_no: 'x',
      unfreeze_unsplit: true,
      receivers: [{ type: 'MERCHANT_ID', account: 'x', amount: 1, description: 'x' }],
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, sub_mchid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 申请交易账单
{
  const { get } = oneType(wxpay.v3.bill.tradebill, wxpay.chain('v3/bill/tradebill'), wxpay['v3/bill/tradebill'])
  const right = { query: { bill_date: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 获取平台证书列表
{
  const { get } = oneType(wxpay.v3.certificates, wxpay.chain('v3/certificates'), wxpay['v3/certificates'])
  const right = { query: { algorithm_type: 'RSA' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 获取平台证书列表
{
  const { get } = oneType(wxpay.hk.v3.certificates, wxpay.chain('hk/v3/certificates'), wxpay['hk/v3/certificates'])
  const right = {}
  void get()
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 条件查询批次列表
{
  const { get } = oneType(
    wxpay.v3.marketing.favor.stocks,
    wxpay.chain('v3/marketing/favor/stocks'),
    wxpay['v3/marketing/favor/stocks'],
  )
  const right = { query: { offset: 1, limit: 1, stock_creator_mchid: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 发起批量转账
{
  const { post } = oneType(wxpay.v3.transfer.batches, wxpay.chain('v3/transfer/batches'), wxpay['v3/transfer/batches'])
  const right = {
    json: {
      appid: 'x',
      out_batch_no: 'x',
      batch_name: 'x',
      batch_remark: 'x',
      total_amount: 1,
      total_num: 1,
      transfer_detail_list: [
        { out_detail_no: 'x', transfer_amount: 1, transfer_remark: 'x', openid: 'x', user_name: 'x' },
      ],
      transfer_scene_id: 'x',
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 查询在途异常资金付款结果
{
  const { get } = oneType(
    wxpay.v3.abnormalFundProcessing.receipts._receipt_id_,
    wxpay.chain('v3/abnormal-fund-processing/receipts/{receipt_id}'),
    wxpay['v3/abnormal-fund-processing/receipts/{receipt_id}'],
  )
  const right = { receipt_id: 'x' } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({})
}

// 发起在途异常资金付款指令
{
  const { post } = oneType(
    wxpay.v3.abnormalFundProcessing.receipts._receipt_id_.transferInstructions,
    wxpay.chain('v3/abnormal-fund-processing/receipts/{receipt_id}/transfer-instructions'),
    wxpay['v3/abnormal-fund-processing/receipts/{receipt_id}/transfer-instructions'],
  )
  const right = {
    receipt_id: 'x',
    json: { out_instruction_no: 'x', transfer_mode: 'TRANSFER_TO_ORIGINAL_RECEIVE_USER' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, out_instruction_no: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 查询渠道额度
{
  const { get } = oneType(
    wxpay.v3.aggracctBc.wbChannel.account.balance,
    wxpay.chain('v3/aggracct-bc/wb-channel/account/balance'),
    wxpay['v3/aggracct-bc/wb-channel/account/balance'],
  )
  const right = { query: { mchid: 'x', bal_account_no: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 受理渠道结算银行账户更名申请
{
  const { post } = oneType(
    wxpay.v3.aggracctBc.wbChannel.bankChannelAccount.rename,
    wxpay.chain('v3/aggracct-bc/wb-channel/bank-channel-account/rename'),
    wxpay['v3/aggracct-bc/wb-channel/bank-channel-account/rename'],
  )
  const right = {
    json: { out_request_no: 'x', mchid: 'x', bal_account_no: 'x', change_scene: 'SUBJECT_INFO_RENAME' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, out_request_no: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 查询渠道结算银行账户更名申请
{
  const { get } = oneType(
    wxpay.v3.aggracctBc.wbChannel.bankChannelAccount.rename._application_id_,
    wxpay.chain('v3/aggracct-bc/wb-channel/bank-channel-account/rename/{application_id}'),
    wxpay['v3/aggracct-bc/wb-channel/bank-channel-account/rename/{application_id}'],
  )
  const right = { application_id: 'x', query: { mchid: 'x', bal_account_no: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({ query: right.query })
}

// 资料更新请求审核结果回调通知
{
  const { post } = oneType(
    wxpay.v3.aggracctBc.wbChannel.controlOrders.info.update.result.notify,
    wxpay.chain('v3/aggracct-bc/wb-channel/control-orders/info/update/result/notify'),
    wxpay['v3/aggracct-bc/wb-channel/control-orders/info/update/result/notify'],
  )
  const right = { json: { out_request_no: 'x', mchid: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, out_request_no: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 查询结算账户修改申请状态
{
  const { get } = oneType(
    wxpay.v3.apply4sub.sub_merchants._sub_mchid_.application._application_no_,
    wxpay.chain('v3/apply4sub/sub_merchants/{sub_mchid}/application/{application_no}'),
    wxpay['v3/apply4sub/sub_merchants/{sub_mchid}/application/{application_no}'],
  )
  const right = {
    sub_mchid: 'x',
    application_no: 'x',
    query: { account_number_rule: 'ACCOUNT_NUMBER_RULE_MASK_V1' },
  } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({ application_no: right.application_no, query: right.query })
}

// 修改结算帐号
{
  const { post } = oneType(
    wxpay.v3.apply4sub.sub_merchants._sub_mchid_.modifySettlement,
    wxpay.chain('v3/apply4sub/sub_merchants/{sub_mchid}/modify-settlement'),
    wxpay['v3/apply4sub/sub_merchants/{sub_mchid}/modify-settlement'],
  )
  const right = {
    sub_mchid: 'x',
    json: { account_type: 'ACCOUNT_TYPE_BUSINESS', account_bank: 'x', bank_address_code: 'x', account_number: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({ json: right.json })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, account_bank: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 查询结算账户
{
  const { get } = oneType(
    wxpay.v3.apply4sub.sub_merchants._sub_mchid_.settlement,
    wxpay.chain('v3/apply4sub/sub_merchants/{sub_mchid}/settlement'),
    wxpay['v3/apply4sub/sub_merchants/{sub_mchid}/settlement'],
  )
  const right = { sub_mchid: 'x' } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void get({})
}

// 提交商户开户意愿申请单
{
  const { post } = oneType(
    wxpay.v3.apply4subject.applyment,
    wxpay.chain('v3/apply4subject/applyment'),
    wxpay['v3/apply4subject/applyment'],
  )
  const right = {
    json: {
      business_code: 'x',
      contact_info: { contact_type: 'LEGAL', name: 'x', mobile: 'x' },
      subject_info: {
        subject_type: 'SUBJECT_TYPE_INDIVIDUAL',
        business_licence_info: {
          licence_number: 'x',
          licence_copy: 'x',
          merchant_name: 'x',
          legal_person: 'x',
          company_address: 'x',
          licence_valid_date: 'x',
        },
      },
      identification_info: { identification_type: 'IDENTIFICATION_TYPE_IDCARD', identification_name: 'x' },
    },
    query: { channel_id: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, json: { ...right.json, business_code: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, json: { ...right.json, unheard_of: 1 } })
}

// 撤销商户开户意愿申请单
{
  const { post } = oneType(
    wxpay.v3.apply4subject.applyment._business_code_.cancel,
    wxpay.chain('v3/apply4subject/applyment/{business_code}/cancel'),
    wxpay['v3/apply4subject/applyment/{business_code}/cancel'],
  )
  const right = { business_code: 'x' } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void post({})
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<undefined>>()
}

// 下载账单
{
  const { get } = oneType(
    wxpay.v3.billdownload.file,
    wxpay.chain('v3/billdownload/file'),
    wxpay['v3/billdownload/file'],
  )
  const right = { query: { token: 'x' } } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<string>>()
}

// 删除会员卡模板
{
  const { delete: remove } = oneType(
    wxpay.v3.brand.partner.cardMember.cards._card_id_,
    wxpay.chain('v3/brand/partner/card-member/cards/{card_id}'),
    wxpay['v3/brand/partner/card-member/cards/{card_id}'],
  )
  const right = { card_id: 'x', query: { brand_id: 'x' } } as const
  void remove(right)
  // @ts-expect-error an unknown key
  void remove({ ...right, unheard_of: 1 })
  // @ts-expect-error a path parameter is missing
  void remove({ query: right.query })
}

// 修改会员卡模板信息
{
  const { patch } = oneType(
    wxpay.v3.brand.partner.cardMember.cards._card_id_,
    wxpay.chain('v3/brand/partner/card-member/cards/{card_id}'),
    wxpay['v3/brand/partner/card-member/cards/{card_id}'],
  )
  const right = { card_id: 'x', json: { brand_id: 'x' } } as const
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
