import { expectTypeOf } from 'vitest'
import type { Result, WechatPay } from '../../src/index.ts'
import type { BrowserRedirect } from '../../src/request/result.ts'
import { oneType } from './one-type.ts'

declare const wxpay: WechatPay

// 统一下单
{
  const { post } = oneType(wxpay.v2.pay.unifiedorder, wxpay.chain('v2/pay/unifiedorder'), wxpay['v2/pay/unifiedorder'])
  const right = {
    xml: {
      appid: 'x',
      body: 'x',
      out_trade_no: 'x',
      total_fee: 1,
      spbill_create_ip: 'x',
      notify_url: 'x',
      trade_type: 'NATIVE',
    },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 申请退款
{
  const { post } = oneType(
    wxpay.v2.secapi.pay.refund,
    wxpay.chain('v2/secapi/pay/refund'),
    wxpay['v2/secapi/pay/refund'],
  )
  const right = {
    xml: { appid: 'x', transaction_id: 'x', out_trade_no: 'x', out_refund_no: 'x', total_fee: 1, refund_fee: 1 },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 下载对账单
{
  const { post } = oneType(wxpay.v2.pay.downloadbill, wxpay.chain('v2/pay/downloadbill'), wxpay['v2/pay/downloadbill'])
  const right = { xml: { appid: 'x', bill_date: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<string>>()
}

// 拉取订单评价数据
{
  const { post } = oneType(
    wxpay.v2.billcommentsp.batchquerycomment,
    wxpay.chain('v2/billcommentsp/batchquerycomment'),
    wxpay['v2/billcommentsp/batchquerycomment'],
  )
  const right = { xml: { appid: 'x', begin_time: 'x', end_time: 'x', offset: 1 } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
  expectTypeOf(post).returns.resolves.toEqualTypeOf<Result<string>>()
}

// 订单附加信息提交接口
{
  const { post } = oneType(
    wxpay.v2.cgiBin.mch.customs.customdeclareorder,
    wxpay.chain('v2/cgi-bin/mch/customs/customdeclareorder'),
    wxpay['v2/cgi-bin/mch/customs/customdeclareorder'],
  )
  const right = {
    xml: { appid: 'x', out_trade_no: 'x', transaction_id: 'x', customs: 'GUANGZHOU_ZS', mch_customs_no: 'x' },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 事前-风险商户核查接口
{
  const { post } = oneType(
    wxpay.v2.mchrisk.querymchrisk,
    wxpay.chain('v2/mchrisk/querymchrisk'),
    wxpay['v2/mchrisk/querymchrisk'],
  )
  const right = { xml: { mch_id: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, mch_id: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 企业付款到银行卡
{
  const { post } = oneType(
    wxpay.v2.mmpaysptrans.pay_bank,
    wxpay.chain('v2/mmpaysptrans/pay_bank'),
    wxpay['v2/mmpaysptrans/pay_bank'],
  )
  const right = {
    xml: { partner_trade_no: 'x', enc_bank_no: 'x', enc_true_name: 'x', bank_code: 'x', amount: 1 },
  } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, mch_id: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 公众号纯签约
{
  const { get } = oneType(wxpay.v2.papay.entrustweb, wxpay.chain('v2/papay/entrustweb'), wxpay['v2/papay/entrustweb'])
  const right = {
    query: {
      appid: 'x',
      mch_id: 'x',
      plan_id: 1,
      contract_code: 'x',
      request_serial: 1,
      contract_display_account: 'x',
      notify_url: 'x',
      version: '1.0',
      timestamp: 'x',
    },
  } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
  expectTypeOf(get).returns.resolves.toEqualTypeOf<Result<BrowserRedirect>>()
}

// H5纯签约
{
  const { get } = oneType(
    wxpay.v2.papay.h5entrustweb,
    wxpay.chain('v2/papay/h5entrustweb'),
    wxpay['v2/papay/h5entrustweb'],
  )
  const right = {
    query: {
      appid: 'x',
      mch_id: 'x',
      plan_id: 'x',
      contract_code: 'x',
      request_serial: 1,
      contract_display_account: 'x',
      notify_url: 'x',
      version: '1.0',
      timestamp: 'x',
      clientip: 'x',
    },
  } as const
  void get(right)
  // @ts-expect-error an unknown key
  void get({ ...right, unheard_of: 1 })
}

// 银行特约商户录入/银行特约商户资料查询
{
  const { post } = oneType(
    wxpay.v2.secapi.mch.submchmanage,
    wxpay.chain('v2/secapi/mch/submchmanage'),
    wxpay['v2/secapi/mch/submchmanage'],
  )
  const right = { xml: { appid: 'x', page_index: 'x' }, query: { action: 'add' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}

// 沙箱付款码支付
{
  const { post } = oneType(
    wxpay.v2.xdc.apiv2sandbox.pay.micropay,
    wxpay.chain('v2/xdc/apiv2sandbox/pay/micropay'),
    wxpay['v2/xdc/apiv2sandbox/pay/micropay'],
  )
  const right = { xml: { appid: 'x', body: 'x', out_trade_no: 'x', total_fee: 1, auth_code: 'x' } } as const
  void post(right)
  // @ts-expect-error an unknown key
  void post({ ...right, unheard_of: 1 })
  // @ts-expect-error a field of another type
  void post({ ...right, xml: { ...right.xml, appid: 1 } })
  // @ts-expect-error a field that does not exist
  void post({ ...right, xml: { ...right.xml, unheard_of: 1 } })
}
