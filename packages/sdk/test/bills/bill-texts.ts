/** Bills in WeChat Pay's format: UTF-8 with a byte-order mark, CRLF, a back-tick before every value. */

const TRADE_COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const TRADE_SUMMARY_NAMES =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

export const payment =
  '`2026-03-01 12:10:00,`wx8888888888888888,`1900000109,`0,`,`4200000263202603017700136502,`T20260301-1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`SUCCESS,`OTHERS,`CNY,`12.50,`0.00,`0,`0,`0.00,`0.00,`,`,`租借, 一次,`{"a":1},`0.06000,`0.60%,`12.50,`0.00,`'
export const refund =
  '`2026-03-01 13:00:01,`wx8888888888888888,`1900000109,`0,`,`4200000263202603017700136502,`T20260301-1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50000305742026030103387128253,`R20260301-1,`3.00,`0.00,`ORIGINAL,`SUCCESS,`租借, 一次,`{"a":1},`-0.01000,`0.60%,`0.00,`3.00,`'

export const tradeBillText = (...rows: readonly string[]): string => tradeBillOf(rows.length, rows)

/** @param count the number of rows that the summary tells */
export const tradeBillOf = (count: number, rows: readonly string[]): string =>
  `\uFEFF${[TRADE_COLUMNS, ...rows, TRADE_SUMMARY_NAMES].join('\r\n')}\r\n\`${count}.0,\`12.50,\`3.00,\`0.00,\`0.06000,\`12.50,\`3.00\r\n`

export const fundFlowBillText = `\uFEFF记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余(元),资金变更提交申请人,备注,业务凭证号,新增的列\r
\`2026-03-01 04:21:23 ,\`50000305742018020103387128253,\`1900009231201802015884652186,\`退款,\`退款,\`支出,\`0.02,\`-0.17,\`system,\`缺货,\`REF4200000068201801293084726067,\`新\r
资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r
\`1.0,\`0.0,\`0.00,\`1.0,\`0.02\r
`
