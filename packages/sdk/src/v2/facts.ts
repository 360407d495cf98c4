/** Documented facts about single operations of APIv2 that the spec cannot express. */

/** The field with the signing merchant's number, where it is not `mch_id`. */
export const MERCHANT_FIELD: Readonly<Record<string, string>> = {
  'POST v2/mmpaymkttransfers/promotion/transfers': 'mchid',
  'POST v2/pay/settlementquery': 'mchid',
  'POST v2/pay/combinedorder': 'combine_mch_id',
  'POST v2/pay/querycombinedorder': 'combine_mch_id',
  'POST v2/pay/closecombinedorder': 'combine_mch_id',
}

/** A page that needs no signature: its result is worthless without a signed call. */
export const UNSIGNED_REQUESTS: ReadonlySet<string> = new Set(['GET v2/appauth/authindex'])

/**
 * Answers that are documented without `sign`. If one has it, it is verified like any other; otherwise the TLS
 * connection is the only proof.
 */
export const UNSIGNED_ANSWERS: ReadonlySet<string> = new Set([
  // Transfers to users, which require the client certificate instead.
  'POST v2/mmpaymkttransfers/gethbinfo',
  'POST v2/mmpaymkttransfers/gettransferinfo',
  'POST v2/mmpaymkttransfers/promotion/paywwsptrans2pocket',
  'POST v2/mmpaymkttransfers/promotion/querywwsptrans2pocket',
  'POST v2/mmpaymkttransfers/promotion/transfers',
  'POST v2/mmpaymkttransfers/sendgroupredpack',
  'POST v2/mmpaymkttransfers/sendminiprogramhb',
  'POST v2/mmpaymkttransfers/sendredpack',
  'POST v2/mmpaysptrans/query_bank',
  // Operations of the fraud host and related ones.
  'POST v2/mchrisk/querymchrisk',
  'POST v2/mchrisk/setmchriskcallback',
  'POST v2/mchrisk/syncmchriskresult',
  'POST v2/risk/getpublickey',
  'POST v2/risk/getviolation',
  // Addresses for the browser.
  'GET v2/papay/h5entrustweb',
  'GET v2/papay/partner/h5entrustweb',
  'POST v2/payitil/report',
  'POST v2/secapi/mch/submchmanage',
  // WeChat Pay's own sandbox. The first operation returns the key that signs the others.
  'POST v2/xdc/apiv2getsignkey/sign/getsignkey',
  'POST v2/xdc/apiv2sandbox/pay/micropay',
  'POST v2/xdc/apiv2sandbox/pay/orderquery',
])

/** Elements that may be repeated: they become lists, even a single one. */
export const LISTS: Readonly<Record<string, readonly string[]>> = {
  'POST v2/mmpaymkttransfers/gethbinfo': ['hblist', 'hbinfo'],
  'POST v2/secapi/mch/submchmanage': ['mchinfo'],
}
