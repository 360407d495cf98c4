import { expect, test } from 'vitest'
import { wholeSpec as spec } from '../../../codegen/test/support/whole-spec.ts'
import { products } from '../../src/generated/routes.ts'
import type { Refusal } from '../../src/kernel/machine/refusal.ts'
import { inV2 } from '../../src/kernel/protocol/v2/refusals.ts'
import { transportRefusals } from '../../src/kernel/protocol/transport-refusals.ts'
import { defaultPolicy, implementations } from '../../src/products/index.ts'
import { ofFundBill, ofTradeBill } from '../../src/products/bill/refusals-v2.ts'
import { refusals as bill, wrongValue } from '../../src/products/bill/refusals.ts'
import { refusals as coupon, startPaused, userLimit } from '../../src/products/coupon/refusals.ts'
import { refusals as fund } from '../../src/products/fund/refusals.ts'
import { refusals as payafter } from '../../src/products/payafter/refusals.ts'
import { failures } from '../../src/products/payment/code/fail.ts'
import { type CodeProblem, codeRefusals as code, wrongCode } from '../../src/products/payment/code/refusals.ts'
import {
  closedAfterPayment,
  closedBefore,
  inCombinedStyle,
  refusals as combined,
} from '../../src/products/payment/combined/refusals.ts'
import { refusals as payment } from '../../src/products/payment/refusals.ts'
import { refusals as refund } from '../../src/products/refund/refusals.ts'
import { refusals as sharing } from '../../src/products/sharing/refusals.ts'

/**
 * Every refusal of the sandbox must be known from production: from the operation's error table, or from an observation
 * listed here with its source.
 */

type Given = Readonly<Record<string, readonly Refusal[]>>

/** Every refusal that an operation itself can answer with. Refusals of the parameter layer are `PARAM_ERROR` 400. */
const bound = [payafter.serviceNotAllowed]
const reused = [payment.numberUsed, payment.alreadyPaid, payment.closed]
const direct = [...reused, payment.subMchidMissing, payment.restricted]
const byPartner = [
  payment.subMchidMissing,
  payment.subMchidOwn,
  payment.subOpenidAlone,
  payment.notPartner,
  payment.notAccepted,
  payment.relationEnded,
  payment.subAppidNotBound,
  payment.restricted,
]
const partnerPrepay = [...reused, ...byPartner]
const partnerOrder = [
  payment.notExist,
  payment.notPartner,
  payment.otherMerchant,
  payment.noSuchMerchant,
  payment.otherSubMerchant,
]
/** Both notations of a payment code's problems, and every outcome of a payment by code. */
const codeProblems: readonly CodeProblem[] = ['malformed', 'unknown', 'expired', 'used']
const wrongCodes = codeProblems.flatMap((problem) => [
  wrongCode(problem, { authCodeErrors: 'AUTH_CODE_INVALID' }),
  wrongCode(problem, { authCodeErrors: 'by_kind' }),
])
const scanned = [...reused, ...wrongCodes, ...Object.values(failures), code.otherUser, code.reversed]
const reversing = [
  payment.notExist,
  payment.subMchidMissing,
  code.notByCode,
  code.stillPaying,
  code.reverseExpired,
  code.refundedBefore,
  code.notCovered,
]
/** Uses the codes in the tables of combined orders. */
const inTheirStyle = (refusals: readonly Refusal[]) => refusals.map((one) => inCombinedStyle(one, defaultPolicy))
const combinedPrepay = [
  ...reused,
  payment.subMchidMissing,
  payment.subMchidOwn,
  payment.subOpenidAlone,
  payment.notPartner,
  payment.notAccepted,
  payment.relationEnded,
  payment.restricted,
  combined.mchNotExists,
  combined.appidNotBound,
  combined.settlementChanged,
  combined.subAppidNotBound,
  combined.severalSubAppids,
  combined.notPermitted,
]
const combinedClose = [payment.notExist, payment.notPartner, combined.otherSubOrders, closedBefore]
const billed = [bill.noBill, bill.beingMade, bill.notOver, bill.tooOld]
const secondLevel = [fund.wrongAccount, fund.notOpened, fund.notRelated]
const ofOtherSubMerchant = [refund.refundNotExist, refund.otherSubMerchant]
const applying = [
  refund.orderNotExist,
  refund.orderUnpaid,
  refund.otherThanOrdered,
  refund.otherOrder,
  refund.otherAmount,
  refund.refundedWholly,
  refund.aboveRest,
  refund.overdue,
  refund.tooMany,
  refund.notEnough,
  refund.payerGone,
]
const unfreezing = [sharing.notShared, sharing.tooSoon, sharing.nothingLeft]
const ownStock = [coupon.noStock, coupon.notOwn, coupon.creatorWrong]
const pagedStock = [...ownStock, coupon.pageTooLong, coupon.valueWrong]
const business: Given = {
  profitsharingOrdersUnfreeze: unfreezing,
  profitsharingOrder: [],
  profitsharingTransactionAmounts: [sharing.nothingShared],
  ecommerceProfitsharingFinishOrder: unfreezing,
  ecommerceProfitsharingOrdersQuery: [],
  ecommerceProfitsharingOrderAmounts: [sharing.nothingShared],
  v2SecapiPayProfitsharingfinish: unfreezing,
  v2PayProfitsharingquery: [],
  v2PayProfitsharingorderamountquery: [sharing.nothingShared],
  marketingFavorCouponStocks: [
    coupon.budgetWrong,
    coupon.rulesWrong,
    coupon.outOfTime,
    coupon.notOpened,
    coupon.numberUsed,
    coupon.timeWrong,
  ],
  marketingFavorStockStart: [
    ...ownStock,
    coupon.notRunning,
    coupon.wrongState,
    coupon.tooSoon,
    coupon.budgetShort,
    startPaused({ favorStartPausedCode: 'INVALID_REQUEST' }),
  ],
  marketingFavorStockStop: [...ownStock, coupon.merchantMissing],
  marketingFavorStockPause: [...ownStock, coupon.notRunning],
  marketingFavorStockRestart: [...ownStock, coupon.notRunning, coupon.wrongState],
  marketingFavorStocks: [coupon.notOwn, coupon.pageTooLong, coupon.timeWrong, coupon.valueWrong],
  marketingFavorStock: ownStock,
  marketingFavorStockMerchants: pagedStock,
  marketingFavorStockItems: pagedStock,
  marketingFavorUserCouponsCreate: [
    coupon.noStock,
    coupon.stockOfOther,
    coupon.notAcross,
    coupon.valueGiven,
    coupon.numberUsed,
    coupon.notRunning,
    coupon.wrongState,
    coupon.budgetSpent,
    coupon.aboveDay,
    coupon.userGone,
    coupon.userMonth,
    coupon.userLimit,
    userLimit({ favorLimitCode: 'REQUEST_BLOCKED' }),
  ],
  marketingFavorUserCoupon: [coupon.noCoupon],
  marketingFavorUserCouponsQuery: [coupon.merchantMissing, coupon.pageTooLong, coupon.valueWrong],
  marketingFavorCallbacksCreate: [coupon.valueWrong],
  marketingFavorCallbacksQuery: [coupon.creatorWrong],
  marketingFavorStockUseFlow: [bill.noStock, bill.notOwnStock, bill.noFlow],
  marketingFavorStockRefundFlow: [bill.noStock, bill.notOwnStock, bill.noFlow],
  billTradebill: [...billed, bill.notRelated, wrongValue('bill_type')],
  billFundflowbill: [...billed, bill.notRelated, wrongValue('account_type')],
  v2PayDownloadbill: [...billed, wrongValue('bill_type')].map((refusal) => ofTradeBill(refusal)),
  v2PayDownloadfundflow: [...billed, wrongValue('account_type')].map((refusal) => ofFundBill(refusal)),
  ecommerceFundBalance: secondLevel,
  ecommerceFundEnddaybalance: [...secondLevel, fund.notThen],
  merchantFundBalance: [fund.wrongAccount, fund.notOpened, fund.notAllowed],
  merchantFundDayendbalance: [fund.wrongAccount, fund.notThen, fund.notAllowed],
  billdownloadFile: [bill.urlExpired, bill.otherMerchant],
  certificateList: [transportRefusals.certificatesNone],
  payafterOrderCreate: [
    ...bound,
    payafter.userNotAuthorised,
    payafter.illegalState,
    payafter.alreadyCancelled,
    payafter.evaluationFailed,
    payafter.userOverdue,
    payafter.serviceNotReleased,
    payafter.startInThePast,
    payafter.riskAboveCap,
  ],
  payafterOrderQuery: [...bound, payafter.orderNotExist],
  payafterOrderCancel: [...bound, payafter.orderNotExist, payafter.notCancellable],
  payafterOrderComplete: [
    ...bound,
    payafter.orderNotExist,
    payafter.illegalState,
    payafter.notConfirmed,
    payafter.alreadyCancelled,
    payafter.wrongTicket,
    payafter.wrongTotal,
    payafter.totalAboveRisk,
    payafter.endMissing,
    payafter.endBeforeStart,
    payafter.endInTheFuture,
  ],
  payafterOrderSync: [
    ...bound,
    payafter.orderNotExist,
    payafter.syncTooEarly,
    payafter.syncCancelled,
    payafter.syncUncertain,
    payafter.syncDone,
  ],
  userServiceStateQuery: bound,
  payTransactionsJsapi: direct,
  payPartnerTransactionsJsapi: partnerPrepay,
  payTransactionsApp: direct,
  payPartnerTransactionsApp: partnerPrepay,
  payTransactionsNative: direct,
  payPartnerTransactionsNative: partnerPrepay,
  payTransactionsH5: direct,
  payPartnerTransactionsH5: partnerPrepay,
  payPartnerTransactionByOutTradeNo: partnerOrder,
  payPartnerTransactionById: partnerOrder,
  payPartnerTransactionByOutTradeNoClose: [...partnerOrder, payment.paidBefore, code.onlyReversible],
  payTransactionByOutTradeNo: [payment.notExist, payment.otherMerchant, payment.subMchidMissing],
  payTransactionById: [payment.notExist, payment.otherMerchant, payment.subMchidMissing],
  payTransactionByOutTradeNoClose: [payment.notExist, payment.paidBefore, payment.subMchidMissing, code.onlyReversible],
  payTransactionsCodepay: [...scanned, payment.subMchidMissing, payment.restricted],
  payPartnerTransactionsCodepay: [...scanned, ...byPartner],
  payTransactionByOutTradeNoReverse: reversing,
  payPartnerTransactionByOutTradeNoReverse: [...reversing, ...partnerOrder],
  v2PayMicropay: [...scanned, ...byPartner, code.userPaying],
  v2SecapiPayReverse: [...reversing, payment.notPartner, code.transactionIdMalformed],
  v2ToolsAuthcodetoopenid: [...wrongCodes, ...byPartner],
  v2XdcApiv2getsignkeySignGetsignkey: [],
  combineTransactionsJsapi: inTheirStyle(combinedPrepay),
  combineTransactionsApp: inTheirStyle(combinedPrepay),
  combineTransactionsNative: inTheirStyle(combinedPrepay),
  combineTransactionsH5: inTheirStyle(combinedPrepay),
  combineTransactionByOutTradeNo: inTheirStyle([payment.notExist]),
  combineTransactionByOutTradeNoClose: inTheirStyle([...combinedClose, closedAfterPayment(defaultPolicy)]),
  v2PayUnifiedorder: [...reused, ...byPartner],
  v2PayOrderquery: [payment.notExist, payment.subMchidMissing, payment.notPartner],
  v2PayCloseorder: [
    payment.notExist,
    payment.subMchidMissing,
    payment.notPartner,
    payment.paidBefore,
    payment.closedBefore,
    payment.closedTooSoon,
    code.onlyReversible,
  ],
  refundDomesticRefunds: [
    ...applying,
    refund.noSuchMerchant,
    refund.fromNotAllowed,
    refund.fromWrong,
    refund.goodsAboveRefund,
  ],
  v2SecapiPayRefund: applying,
  v2PayRefundquery: [refund.refundNotExist, refund.offsetTooFar, payment.subMchidMissing],
  refundDomesticRefund: [refund.noSuchMerchant, ...ofOtherSubMerchant, payment.subMchidMissing],
  refundDomesticRefundApplyAbnormalRefund: [
    ...ofOtherSubMerchant,
    payment.subMchidMissing,
    refund.notAbnormal,
    refund.otherAbnormalRefund,
    refund.bankNotSupported,
  ],
}

/** Operations that WeChat Pay's APIv2 test system has under a prefix, with the same refusals. */
const inTestSystem: Readonly<Record<string, string>> = {
  v2XdcApiv2sandboxPayMicropay: 'v2PayMicropay',
  v2XdcApiv2sandboxPayOrderquery: 'v2PayOrderquery',
}

/** Refusals for the user's phone or the control API. No merchant's operation answers with these. */
const ofUsers: readonly Refusal[] = [payafter.notAwaitingPayment, payafter.deducting, payafter.packageUsed]

/** Refusals that every operation can answer with before it runs. */
const { certificatesNone: _ofCertificates, ...common } = transportRefusals

/** Lists several refusals with the same source. */
function known(id: string, refused: readonly string[], source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(refused.map((refusal) => [`${id}: ${refusal}`, source]))
}

const unpublished = 'the tables of 付款码支付 and 撤销订单 of APIv2, by the names of APIv3, which publishes no table'
const codepay = [
  '400 ORDER_CLOSED',
  '400 ORDER_PAID',
  '403 NOT_ENOUGH',
  '403 OUT_TRADE_NO_USED',
  '403 RULE_LIMIT',
  '403 TRADE_ERROR',
  '500 BANK_ERROR',
]
const reversal = ['403 RULE_LIMIT', '403 TRADE_ERROR', '404 ORDER_NOT_EXIST']

/** `operation: status code` pairs that the operation's table lacks, each with its source; `*` is any operation. */
const observed: Readonly<Record<string, string>> = {
  '*: 400 INVALID_REQUEST': 'Accept or User-Agent missing: seen on the live API, before the signature is looked at',
  '*: 429 FREQUENCY_LIMITED': 'the text of the page of the query of refunds, whose table lacks it',
  '*: 503 SERVICE_UNAVAILABLE': 'the table of HTTP status codes in the rules of APIv3',
  'payafterOrderSync: 400 INVALID_REQUEST': 'the numeric table of errors, 271316754: a deduction is under way',
  'combineTransactionByOutTradeNoClose: 400 ORDER_PAID':
    'the guide: a paid order cannot be closed; the code is that of ordinary orders, and a policy option',
  'combineTransactionsApp: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'combineTransactionsH5: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'combineTransactionsJsapi: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'combineTransactionsNative: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'payTransactionsJsapi: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'payTransactionsApp: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'payTransactionsNative: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'payTransactionsJsapi: 400 ORDER_CLOSED': 'the table of Native orders; the numeric table of errors, 268447914',
  'payTransactionsApp: 400 ORDER_CLOSED': 'the table of Native orders; the numeric table of errors, 268447914',
  'payTransactionsH5: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付, whose code is that of closing a paid order; a policy option',
  'payTransactionsH5: 400 ORDER_CLOSED': 'the table of Native orders; the numeric table of errors, 268447914',
  'payPartnerTransactionById: 403 NO_AUTH':
    'the table of creations: whoever is no partner has no right to partner operations',
  'payPartnerTransactionByOutTradeNo: 403 NO_AUTH':
    'the table of creations: whoever is no partner has no right to partner operations',
  'payPartnerTransactionByOutTradeNoClose: 403 NO_AUTH':
    'the table of creations: whoever is no partner has no right to partner operations',
  'payPartnerTransactionByOutTradeNoClose: 404 ORDER_NOT_EXIST': 'the table of the queries of the same order',
  'payPartnerTransactionsApp: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付; its code is that of closing a paid order',
  'payPartnerTransactionsH5: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付; its code is that of closing a paid order',
  'payPartnerTransactionsJsapi: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付; its code is that of closing a paid order',
  'payPartnerTransactionsNative: 400 ORDER_PAID':
    'the numeric table of errors, 268449538 订单已支付; its code is that of closing a paid order',
  'payTransactionsApp: 403 RULE_LIMIT': 'the table of H5 orders; the numeric table of errors, 268448010',
  'payTransactionsJsapi: 403 RULE_LIMIT': 'the table of H5 orders; the numeric table of errors, 268448010',
  'payTransactionsNative: 403 RULE_LIMIT': 'the table of H5 orders; the numeric table of errors, 268448010',
  'v2PayCloseorder: 200 NOAUTH': 'the table of 统一下单',
  'v2PayCloseorder: 200 PARAM_ERROR': 'the numeric table of errors, 268443704: a partner has to name the sub-merchant',
  'v2PayOrderquery: 200 NOAUTH': 'the table of 统一下单',
  'v2PayOrderquery: 200 PARAM_ERROR': 'the numeric table of errors, 268443704: a partner has to name the sub-merchant',
  'v2PayUnifiedorder: 200 PARAM_ERROR':
    'the numeric table of errors, 268443704: a partner has to name the sub-merchant',
  'v2PayUnifiedorder: 200 RULE_LIMIT': 'the numeric table of errors, 268448010, by the code of APIv3',
  'v2PayOrderquery: 200 ORDERNOTEXIST': 'seen on the live API with the text “order not exist”',
  'v2PayCloseorder: 200 ORDERNOTEXIST': 'the query of the same order',
  'v2PayCloseorder: 200 TRADE_STATE_ERROR': 'the table of 申请退款; only where `v2CloseMinAgeMs` asks for it',
  'v2PayRefundquery: 200 PARAM_ERROR': 'the description of offset: it may not be more than there are refunds',
  'v2PayRefundquery: 200 REFUNDNOTEXIST': 'seen on the live API with the text “not exist”',
  'v2SecapiPayRefund: 200 INVALID_REQUEST': 'seen on the live API with the texts that APIv3 has',
  'v2SecapiPayRefund: 200 NOTENOUGH': 'seen on the live API with the text “基本账户余额不足，请充值后重新发起”',
  'v2SecapiPayRefund: 200 ORDERNOTEXIST': 'seen on the live API with the text “订单不存在”',
  'v2SecapiPayRefund: 200 TRADE_STATE_ERROR': 'seen on the live API with the text “订单状态错误”',
  'v2PayDownloadbill: 200 Bill Creating': 'the old page of 下载对账单, 20002',
  'v2PayDownloadbill: 200 No Bill Exist': 'the old page of 下载对账单, 20002',
  'v2PayDownloadbill: 200 invalid bill_date': 'like the old page’s “invalid bill_type”, 20001',
  'v2PayDownloadbill: 200 invalid bill_type': 'the old page of 下载对账单, 20001',
  'v2PayDownloadfundflow: 200 BILL_CREATING': 'the old page of 下载资金账单',
  'v2PayDownloadfundflow: 200 NO_BILL_EXIST': 'the old page of 下载资金账单',
  'v2PayDownloadfundflow: 200 PARAM_ERROR': 'the old page of 下载资金账单',
  'billTradebill: 403 NO_AUTH': 'the balance of a second-level merchant, whose table has 受理关系无效',
  'billFundflowbill: 403 NO_AUTH': 'the balance of a second-level merchant, whose table has 受理关系无效',
  ...known('payTransactionsCodepay', codepay, unpublished),
  ...known('payPartnerTransactionsCodepay', ['400 APPID_MCHID_NOT_MATCH', '403 NO_AUTH', ...codepay], unpublished),
  ...known('payTransactionByOutTradeNoReverse', reversal, unpublished),
  ...known('payPartnerTransactionByOutTradeNoReverse', ['400 MCH_NOT_EXISTS', '403 NO_AUTH', ...reversal], unpublished),
  ...known(
    'v2PayMicropay',
    ['200 APPID_MCHID_NOT_MATCH', '200 PARAM_ERROR', '200 RULE_LIMIT'],
    'the table of 统一下单, and what is known of it',
  ),
  ...known('v2SecapiPayReverse', ['200 NOAUTH'], 'the table of 统一下单'),
  ...known(
    'v2SecapiPayProfitsharingfinish',
    ['200 INVALID_REQUEST', '200 NOTENOUGH'],
    'the table of 解冻剩余资金, which is the same call through APIv3',
  ),
  'v2PayProfitsharingorderamountquery: 200 RESOURCE_NOT_EXISTS':
    'the table of 查询剩余待分金额, which is the same call through APIv3',
  ...known(
    'v2ToolsAuthcodetoopenid',
    ['200 AUTHCODEEXPIRE', '200 AUTH_CODE_ERROR', '200 AUTH_CODE_INVALID'],
    'the table of 付款码支付, which looks at the same code',
  ),
  ...known(
    'v2ToolsAuthcodetoopenid',
    ['200 APPID_MCHID_NOT_MATCH', '200 NOAUTH', '200 PARAM_ERROR', '200 RULE_LIMIT'],
    'the table of 统一下单, and what is known of it',
  ),
  ...known(
    'marketingFavorStockStop',
    ['400 INVALID_REQUEST', '400 PARAM_ERROR', '403 REQUEST_BLOCKED', '404 RESOURCE_NOT_EXISTS'],
    'its page is gone; the table of 暂停批次',
  ),
  'payTransactionByOutTradeNoClose: 404 ORDER_NOT_EXIST': 'the table of the queries of the same order; a policy option',
}

const operations = new Map(spec.operations.map((operation) => [operation.id, operation]))
const played = Object.keys(implementations).filter((id) => !Object.hasOwn(inTestSystem, id))

function isV2(id: string): boolean {
  return operations.get(id)?.address.startsWith('v2/') === true
}

function hasTable(id: string): boolean {
  return (operations.get(id)?.errors.length ?? 0) > 0
}

function undocumented(id: string, given: readonly Refusal[]): string[] {
  const table = new Set(operations.get(id)?.errors.map(({ status, code }) => `${status} ${code}`))
  const refused = new Set(given.map((refusal) => (isV2(id) ? onV2(refusal) : onV3(refusal))))
  return [...refused].filter((refusal) => !table.has(refusal))
}

function onV3({ status, code }: Refusal): string {
  return `${status} ${code}`
}

/** Writes a refusal in APIv2's form. A refusal of APIv2 without a code is in no table. */
function onV2(refusal: Refusal): string {
  const told = inV2(refusal)
  return `200 ${'err_code' in told ? told.err_code : told.return_msg}`
}

test('every operation that is played says how it refuses', () => {
  for (const [id, same] of Object.entries(inTestSystem))
    expect(Object.keys(implementations)).toEqual(expect.arrayContaining([id, same]))
  expect(played.toSorted()).toEqual(Object.keys(business).toSorted())
})

test('every refusal of a product is one of an operation or of a user', () => {
  const listed = new Set<Refusal>([...Object.values(business).flat(), ...combinedPrepay, ...combinedClose, ...ofUsers])
  const all: [string, Refusal][] = [bill, code, combined, coupon, fund, payafter, payment, refund, sharing].flatMap(
    (refusals) => Object.entries(refusals),
  )
  expect(all.filter(([, refusal]) => !listed.has(refusal)).map(([name]) => name)).toEqual([])
})

test('every refusal is in the table of its operation or observed', () => {
  const all = played.flatMap((id) => [
    ...undocumented(id, business[id] ?? []).map((refusal) => `${id}: ${refusal}`),
    ...undocumented(id, isV2(id) || !hasTable(id) ? [] : Object.values(common)).map((refusal) => `*: ${refusal}`),
  ])
  // Fails both ways: for an unknown refusal, and for an observation that a table has meanwhile or that no operation
  // uses.
  expect([...new Set(all)].toSorted()).toEqual(Object.keys(observed).toSorted())
})

test('every played operation documents the refusals of the parameter layer', () => {
  const documented = (id: string) => operations.get(id)?.errors.some(({ code }) => code === 'PARAM_ERROR')
  // The page of 终止批次 is gone, and with it its table.
  expect(played.filter((id) => !isV2(id) && !documented(id))).toEqual(['marketingFavorStockStop'])
})

test('an application that is not the merchant’s is refused with a code of the operation’s table', async () => {
  const loaded = await Promise.all(products.map(({ load }) => load()))
  const refusing = loaded.flatMap((product) => Object.values(product.operations)).filter(({ appids }) => appids)
  const strange = refusing.filter(({ id, unknownAppid, v2 }) => {
    const table = operations.get(id)?.errors ?? []
    const isThere = table.some(({ status, code }) => status === unknownAppid?.status && code === unknownAppid.code)
    return table.length > 0 && !isThere && !v2
  })
  expect(refusing.length).toBeGreaterThan(300)
  expect(strange.map(({ id }) => id)).toEqual([])
})
