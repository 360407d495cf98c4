import type { CatalogueField } from '../entry.ts'
import type { RetryFacts } from './retry-facts.ts'

/** Exceptions that the rules would get wrong, each with its reason. The spec replaces them once it is kept by hand. */

const byNumber = (number: string): RetryFacts => ({ retry: 'idempotent', businessKey: [number] })

export const retryCorrections: Readonly<Record<string, RetryFacts>> = {
  // The APIv2 documentation says to repeat these with the same number when an answer is lost.
  'v2/pay/unifiedorder#post': byNumber('out_trade_no'),
  'v2/pay/closeorder#post': byNumber('out_trade_no'),
  'v2/secapi/pay/refund#post': byNumber('out_refund_no'),
  'v2/secapi/pay/refundv2#post': byNumber('out_refund_no'),
  'v2/mmpaymkttransfers/promotion/transfers#post': byNumber('partner_trade_no'),
  'v2/mmpaymkttransfers/sendredpack#post': byNumber('mch_billno'),
  'v2/mmpaymkttransfers/sendgroupredpack#post': byNumber('mch_billno'),
  'v2/mmpaysptrans/pay_bank#post': byNumber('partner_trade_no'),
  // A repeat reverses the same payment; a reversed payment answers so.
  'v2/secapi/pay/reverse#post': byNumber('out_trade_no'),
  // Its page carries the title of the neighbouring query, but its path invalidates something.
  'v3/gov/subsidy/audit/cup/invalid#post': { retry: 'never' },
  // The code is valid for one exchange: a repeat fails because the code is used.
  'v2/appauth/getaccesstoken#get': { retry: 'never' },
  // It stores a picture. Its documented response table is the common one, without the `media_id`.
  'v2/secapi/mch/uploadmedia#post': { retry: 'safe' },
  // These are parameters of an address for a browser; the SDK sends nothing.
  'v2/appauth/authindex#get': { retry: 'safe' },
}

const ofSubMerchant: readonly CatalogueField[] = [
  { name: 'sub_appid', type: 'string', required: false, label: '子商户公众账号ID', maxLength: 32 },
  { name: 'sub_mch_id', type: 'string', required: false, label: '子商户号', maxLength: 32, example: '1900000109' },
]

/** Request fields that the catalogue lacks, keyed by the field that they follow. */
export const missingFields: Readonly<Record<string, Readonly<Record<string, readonly CatalogueField[]>>>> = {
  // Partners call these too, but the catalogue has the table of direct merchants only.
  'v2/pay/unifiedorder#post': {
    mch_id: [
      ...ofSubMerchant,
      { name: 'sub_openid', type: 'string', required: false, label: '用户子标识', maxLength: 128 },
    ],
  },
  'v2/pay/closeorder#post': { mch_id: ofSubMerchant },
  // The response and all sibling calls have this field.
  'v3/payscore/serviceorder#post': {
    'post_discounts.description': [{ name: 'amount', type: 'number', required: false, label: '优惠金额' }],
  },
}

const payment = ['amount.total']
const combined = ['sub_orders[].amount.total_amount']

/** Amounts that pages require to be greater than zero in prose only, by path below the body. */
export const leastAmounts: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['app', 'codepay', 'h5', 'jsapi', 'native'].flatMap((way) => [
      [`v3/pay/transactions/${way}#post`, payment],
      [`v3/pay/partner/transactions/${way}#post`, payment],
      [`v3/combine-transactions/${way}#post`, combined],
    ]),
  ),
  'v3/refund/domestic/refunds#post': ['amount.refund', 'amount.total'],
  'v3/ecommerce/refunds/apply#post': ['amount.refund', 'amount.total'],
  'v3/profitsharing/orders#post': ['receivers[].amount'],
  'v3/profitsharing/return-orders#post': ['amount'],
  'v3/fund-app/mch-transfer/transfer-bills#post': ['transfer_amount'],
}

/** Queries whose required parameters hold for every caller: the owner of an order, the day of a bill. */
export const confirmedQueries: ReadonlySet<string> = new Set([
  'v3/pay/transactions/id/{transaction_id}#get',
  'v3/pay/transactions/out-trade-no/{out_trade_no}#get',
  'v3/pay/partner/transactions/id/{transaction_id}#get',
  'v3/pay/partner/transactions/out-trade-no/{out_trade_no}#get',
  'v3/bill/tradebill#get',
  'v3/bill/fundflowbill#get',
  'v3/bill/sub-merchant-fundflowbill#get',
  'v3/ecommerce/bill/fundflowbill#get',
])

/** Fields marked as required in an otherwise reliable table that some callers leave out. */
export const doubtfulRequired: Readonly<Record<string, readonly string[]>> = {
  // Either of two fields names the payer: somebody who pays inside the sub-merchant's app has a `sub_openid` alone.
  'v3/pay/partner/transactions/jsapi#post': ['sp_openid'],
  'v3/payscore/partner/serviceorder/direct-complete#post': ['sub_appid'],
  // Refunds of sub-merchants, of people and of repayments share the table; each order has one of the numbers.
  'v3/ecommerce/refunds/apply#post': ['combine_transaction_id', 'transaction_id', 'funds_account'],
  // A company has a licence, an institution a certificate.
  'v3/applyment4sub/applyment/#post': ['business_license_info', 'certificate_info'],
}

/** Notifications shared by several products, each with fields of its own. */
export const unionEvents: ReadonlySet<string> = new Set(['v3/TRANSACTION.SUCCESS'])

/** Responses that the catalogue marks as signed but that arrive without a signature. */
export const unsignedAnswers: ReadonlySet<string> = new Set([
  'v3/billdownload/file#get',
  'v3/merchant-service/images/{media_id}#get',
  'v3/global/merchant-service/images/{media_id}#get',
])

/** Answers whose signature covers the SHA-1 of the file instead of its bytes. */
export const digestSignedAnswers: ReadonlySet<string> = new Set(['v3/statements#get', 'v3/global/statements#get'])

/** Lists of ciphertexts that the catalogue marks as Base64 only. In a request the client encrypts each item. */
export const ciphertextLists: ReadonlySet<string> = new Set(['insured_name_list', 'user_chosen_values'])

/** The digest that an upload's `meta` requires, where it is not SHA-256. */
export const uploadDigests: Readonly<Record<string, 'sm3' | 'md5'>> = {
  'v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file#post': 'sm3',
  'v3/taxi-invoice/cards/upload-file#post': 'sm3',
  'v2/secapi/mch/uploadmedia#post': 'md5',
}

const MIB = 1024 * 1024

/** Limits that the documentation of an upload states. */
export const uploadLimits: Readonly<
  Record<string, { readonly maxBytes: number; readonly extensions: readonly string[] }>
> = {
  'v3/merchant/media/upload#post': { maxBytes: 2 * MIB, extensions: ['jpg', 'jpeg', 'png', 'bmp'] },
  'v3/merchant/media/video_upload#post': {
    maxBytes: 5 * MIB,
    extensions: ['avi', 'wmv', 'mpeg', 'mp4', 'mov', 'mkv', 'flv', 'f4v', 'm4v', 'rmvb'],
  },
  'v3/marketing/favor/media/image-upload#post': { maxBytes: 2 * MIB, extensions: ['jpg', 'jpeg', 'png', 'bmp'] },
  'v3/merchant-service/images/upload#post': { maxBytes: 2 * MIB, extensions: ['jpg', 'jpeg', 'png', 'bmp'] },
  'v3/global/merchant-service/images/upload#post': { maxBytes: 2 * MIB, extensions: ['jpg', 'jpeg', 'png', 'bmp'] },
}
