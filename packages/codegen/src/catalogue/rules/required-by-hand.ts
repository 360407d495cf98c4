/**
 * Fields that every caller must send, for calls that move money and whose tables are unreliable. Each was looked up in
 * the official pages. Paths start below the body; `a | b` means one of the two. The table's other marks are shown, not
 * enforced.
 *
 * The client fills in `mch_id` and `sign_type`, so they are not named here.
 */
export const requiredByHand: Readonly<Record<string, readonly string[]>> = {
  ...apiV2Payments(),
  ...apiV2Contracts(),
  ...apiV2Sharing(),
  'v2/mmpaymkttransfers/sendredpack#post': [
    'mch_billno',
    'wxappid',
    'send_name',
    're_openid',
    'total_amount',
    'total_num',
    'wishing',
    'client_ip',
    'act_name',
    'remark',
  ],
  'v2/mmpaymkttransfers/promotion/transfers#post': [
    'mch_appid',
    'partner_trade_no',
    'openid',
    'check_name',
    'amount',
    'desc',
  ],
  // A sub-merchant's order has two numbers; a combined order of people is identified by the number of the whole.
  'v3/ecommerce/refunds/apply#post': [
    'sub_mchid',
    'sp_appid',
    'out_refund_no',
    'amount',
    'amount.refund',
    'amount.total',
    'amount.from[].account',
    'amount.from[].amount',
    'transaction_id | out_trade_no | combine_transaction_id',
  ],
  'v3/papay/contracts/{contract_id}/fail-notify#post': ['mchid', 'appid'],
}

function apiV2Payments(): Record<string, string[]> {
  const order = ['transaction_id | out_trade_no']
  const refund = ['appid', ...order, 'out_refund_no', 'total_fee', 'refund_fee']
  const query = ['appid', 'transaction_id | out_trade_no | out_refund_no | refund_id']
  return {
    'v2/pay/unifiedorder#post': [
      'appid',
      'body',
      'out_trade_no',
      'total_fee',
      'spbill_create_ip',
      'notify_url',
      'trade_type',
    ],
    'v2/pay/micropay#post': ['appid', 'body', 'out_trade_no', 'total_fee', 'spbill_create_ip', 'auth_code'],
    'v2/pay/closeorder#post': ['appid', 'out_trade_no'],
    'v2/pay/orderquery#post': ['appid', ...order],
    'v2/pay/refundquery#post': query,
    'v2/pay/refundqueryv2#post': query,
    'v2/pay/downloadbill#post': ['appid', 'bill_date'],
    'v2/pay/downloadfundflow#post': ['appid', 'bill_date', 'account_type'],
    'v2/secapi/pay/refund#post': refund,
    'v2/secapi/pay/refundv2#post': refund,
    'v2/secapi/pay/reverse#post': ['appid', ...order],
  }
}

function apiV2Contracts(): Record<string, string[]> {
  // A contract has a number from WeChat Pay, and a number from the merchant that is unique within a plan.
  const contract = 'contract_id | contract_code'
  const contractQuery = ['appid', contract, 'version']
  const termination = ['appid', contract, 'contract_termination_remark', 'version']
  return {
    'v2/pay/pappayapply#post': [
      'appid',
      'body',
      'out_trade_no',
      'total_fee',
      'spbill_create_ip',
      'notify_url',
      'trade_type',
      'contract_id',
    ],
    'v2/pay/contractorder#post': [
      'appid',
      'contract_mchid',
      'contract_appid',
      'out_trade_no',
      'body',
      'notify_url',
      'total_fee',
      'spbill_create_ip',
      'trade_type',
      'plan_id',
      'contract_code',
      'request_serial',
      'contract_display_account',
      'contract_notify_url',
    ],
    'v2/papay/querycontract#post': contractQuery,
    'v2/papay/partner/querycontract#post': [...contractQuery, 'sub_mch_id'],
    'v2/papay/deletecontract#post': termination,
    'v2/papay/partner/deletecontract#post': [...termination, 'sub_mch_id'],
  }
}

function apiV2Sharing(): Record<string, string[]> {
  const order = ['appid', 'transaction_id', 'out_order_no', 'receivers']
  return {
    'v2/secapi/pay/profitsharing#post': order,
    'v2/secapi/pay/multiprofitsharing#post': order,
    'v2/secapi/pay/profitsharingfinish#post': ['appid', 'transaction_id', 'out_order_no', 'description'],
    'v2/secapi/pay/profitsharingreturn#post': [
      'appid',
      'order_id | out_order_no',
      'out_return_no',
      'return_account_type',
      'return_account',
      'return_amount',
      'description',
    ],
  }
}
