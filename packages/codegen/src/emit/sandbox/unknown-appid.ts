import type { DocumentedError, Operation } from '../../spec/model.ts'

/**
 * Fields at the top of a request that name an application of the signing merchant; `sub_appid` names a sub-merchant's.
 */
const OWN_APPIDS: ReadonlySet<string> = new Set([
  'appid',
  'sp_appid',
  'combine_appid',
  'contract_appid',
  'mch_appid',
  'wxappid',
])

/** Operations whose `appid` belongs to somebody else: a brand, a card's owner, a target, QQ, a bank's merchant. */
const OF_OTHERS =
  /^(?:brand|v3\/(?:aggracct-bc|brand|express|marketing\/partner\/product-coupon|merchant-risk-manage|taxi-invoice))\/|^v3\/fund-app\/mch-transfer\/transfer-to-qq-wallet-bills$|^v3\/marketing\/busifavor\/coupons\/\{card_id\}\/send$/

/** Production's message for an application that is not bound to the merchant, where the operation's table has none. */
const NOT_BOUND = 'appid和mch_id不匹配，请检查后再试'

const WRONG_APPID = /^(?:请求参数中)?(?:请确认)?AppID(?:无效|有误|是否正确)$/i

/** The request fields whose application must be bound to the merchant. */
export function ownAppids({ address, parameters, body }: Operation): string[] {
  if (OF_OTHERS.test(address)) return []
  const names = [...parameters.query.map(({ name }) => name), ...Object.keys(body.schema?.properties ?? {})]
  return [...new Set(names.filter((name) => OWN_APPIDS.has(name)))]
}

/** The operation's error for an application that is not bound to the merchant. */
export function unknownAppid({
  address,
  version,
  errors,
}: Operation): Pick<DocumentedError, 'status' | 'code' | 'message'> {
  const isV2 = version === 'v2'
  const notMatching = {
    status: isV2 ? 200 : 400,
    code: 'APPID_MCHID_NOT_MATCH',
    message: isV2 ? 'appid和mch_id不匹配' : NOT_BOUND,
  }
  if (isV2 || errors.some(({ code }) => code === notMatching.code)) return notMatching
  // The numeric table of PayScore has its own row for this error.
  if (address.startsWith('v3/payscore/')) return { status: 403, code: 'NO_AUTH', message: '商户暂无权限使用此服务' }
  if (errors.length === 0) return notMatching
  const documented = errors.find(({ message = '' }) => WRONG_APPID.test(message))
  if (documented) return { status: documented.status, code: documented.code, message: documented.message ?? NOT_BOUND }
  return { status: 400, code: 'PARAM_ERROR', message: NOT_BOUND }
}
