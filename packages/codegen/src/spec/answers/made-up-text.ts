import type { SchemaObject } from '../model.ts'

/** An origin in examples. The sandbox replaces it by its own. */
export const EXAMPLE_ORIGIN = 'https://sandbox.example'

/** Made-up texts by the end of a field's name: reserved numbers and fictional people. */
const byName: readonly (readonly [name: RegExp, value: string])[] = [
  [/(?:^|_)sub_mch_?id$|^sponsor_mchid$/, '1900000100'],
  [/(?:^|_)(?:mch_?id|merchant_id|merchant_code)$|^(?:payer|payee|belong)_merchant$/, '1900000109'],
  [/(?:^|_)sub_appid$/, 'wxd678efh567hg6788'],
  [/appid$/, 'wxd678efh567hg6787'],
  [/(?:open|union)id$/, 'oSandboxUser0000000000000001'],
  [/(?:currency|fee_type|fee_unit)$/, 'CNY'],
  [/^code_url$/, 'weixin://wxpay/bizpayurl?pr=sandbox00'],
  [/(?:^|_)(?:url|uri|link|avatar|picture|app_download|qr_?code|qrcode_data)$|^(?:next|prev|self)$/, EXAMPLE_ORIGIN],
  [/^(?:invite|activate|jump)_.*url$/, EXAMPLE_ORIGIN],
  [/(?:^|_)path$/, 'pages/index/index'],
  [/(?:^|_)(?:phone|mobile|telephone|service_phone|phone_number|payer_phone|office_phone)$/, '13800000000'],
  [/email$/, 'shop@sandbox.example'],
  [/(?:^|_)ip$/, '127.0.0.1'],
  [/^longitude$/, '114.057868'],
  [/^latitude$/, '22.543099'],
  [/^hash_type$|_hash_type$/, 'SHA1'],
  [/^hash_value$|(?:^|_)sha1$/, 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  [/(?:^|_)sha256$/, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [/(?:^|_)md5$/, 'd41d8cd98f00b204e9800998ecf8427e'],
  [/^nonce(?:_str)?$|^noncestr$/i, 'b0c1d2e3f4a5968778695a4b3c2d1e0f'],
  [/(?:^|_)(?:ciphertext|base64|sign|signature|pay_?sign|content_data)$/i, 'c2FuZGJveA=='],
  [/(?:^|_)prepay_?id$/, 'wx2026030110000000000000000000000001'],
  [/^package$/, 'prepay_id=wx2026030110000000000000000000000001'],
  [/^bank_type$/, 'OTHERS'],
  [/(?:received_account|recv_acc\w*)$/, '支付用户零钱'],
  [/bank_name$|^bank_alias$|^account_bank$/, '招商银行'],
  [/^card_color$|^background_color$/, 'Color010'],
  [/color$/, '#07C160'],
  [/^trade_state_desc(?:ription)?$/, '订单未支付'],
  [/^(?:recharge|applyment|batch|pay|refund|order)?_?(?:state|status)_(?:desc|description|msg)$/, '处理中'],
  [/^(?:return_|result_|resp_|sub_)?(?:msg|message|desc)$/, 'OK'],
  [/^(?:resp|sub|error|err|return)_code$/, 'SUCCESS'],
  [/plate_?number$|^car_number$/, '粤B12345'],
  [/^(?:user_?name|real_name|legal_person)$/, '张三'],
  [/^(?:mcc)$/, '5399'],
  [/^(?:province|city|district|address)_code$|^(?:province|city)$/, '440300'],
  [/^business_hours$/, '周一至周日 10:00-22:00'],
  [/^promotion_detail$/, '{}'],
  [/^rate$|_rate$/, '0.6'],
]

const IS_AMOUNT = /amount|total|fee|price|refund$|money|(?:^|_)cash(?:_|$)|balance/
const IS_NOTHING = /^(?!max_|original_).*(?:discount|contribute|reduce|coupon(?!s)|subsidy|advance|debt)/
const IS_COUNT = /(?:^|_)(?:count|num|duration|seq|times)$/
/** Fields that count amounts already paid, sent or used up. */
const HAS_HAPPENED =
  /(?:^|_)(?:success|succ|fail|failed|paid|refunded|received|used|sended|sent|distributed|consumed?|settled|returned|unsplit|finished|close[d]?|today)_(?:amount|fee|num|count|total|coupons)$|^today_|_refunded_amount$|^consume_fee$|^distributed_coupons$|^refunded?_amount_?(?:total)?$/
const IS_NUMBER =
  /(?:^|_)(?:ids?|nos?|number|code|serial|tail|tid|room|str|sn|token|ticket|billno|listid|certificate)$|(?:Id|No)$/

/** Returns possible texts for a field, the likeliest first, but never the field's own name. */
export function textsFor(name: string, schema: SchemaObject): readonly string[] {
  const title = schema.title ?? '示例'
  const known = byName.filter(([pattern]) => pattern.test(name)).map(([, value]) => addressed(value, name))
  const address = schema.format === 'uri' ? [addressed(EXAMPLE_ORIGIN, name)] : []
  return [...address, ...known, ...shaped(name, title), title, '10000000000001', '1', 'A1']
}

/** Returns made-up amounts, counts or numbers according to the field's name. */
export function numbersFor(name: string): readonly number[] {
  if (HAS_HAPPENED.test(name)) return [0]
  if (IS_COUNT.test(name)) return [1]
  if (IS_NOTHING.test(name)) return [0]
  if (/^expires?_in$|_expire_in$/.test(name)) return [7200]
  return IS_AMOUNT.test(name) ? [100] : []
}

function shaped(name: string, title: string): readonly string[] {
  if (/链接|URL$/i.test(title) && !/类型|失效|是否/.test(title)) return [addressed(EXAMPLE_ORIGIN, name)]
  if (/desc|name|remark|detail|reason|title|wording|说明|描述|名称|备注/.test(`${name} ${title}`)) return []
  if (HAS_HAPPENED.test(name)) return ['0']
  if (IS_COUNT.test(name)) return ['1']
  if (IS_NOTHING.test(name) && IS_AMOUNT.test(name)) return ['0']
  if (IS_NUMBER.test(name))
    return [/^out_|^merchant_.*no$|_request_no$/.test(name) ? 'N20260301000001' : '10000000000001']
  return IS_AMOUNT.test(name) ? ['100'] : []
}

function addressed(value: string, name: string): string {
  return value === EXAMPLE_ORIGIN ? `${EXAMPLE_ORIGIN}/example/${name.replaceAll('_', '-')}` : value
}
