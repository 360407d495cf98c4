import { ControlError, invalid } from '../../kernel/control/control-error.ts'
import { openid, outOrderNo } from '../../kernel/control/fields.ts'
import {
  type Read,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  plainText,
  someOf,
  text,
} from '../../kernel/control/input.ts'
import { LIST_LIMIT, type PageRequest, pageFields, pageOf } from '../../kernel/control/pages.ts'
import { withQuery, withBody } from '../../kernel/control/route.ts'
import type { WithEvents } from '../../kernel/machine/entities.ts'
import type { Desk, ProductControl } from '../../kernel/product.ts'
import { isObject } from '../../kernel/validate/check-value.ts'
import { type AuthCodeInput, showAuthCode } from './code/show-code.ts'
import { type AuthCode, codeOutcomes } from './code/user-codes.ts'
import { type CouponChoice, type OfferedCoupon, offeredCoupons } from './choose-vouchers.ts'
import { kindOf } from './combined/entity.ts'
import { type LaunchParameters, isSigned, readLaunch } from './launch.ts'
import { type PayInput, payAsUser, payOrder, unknownPayment } from './pay-as-user.ts'
import { type WhichOrder, findByPrepay, findOrder, payables } from './payable.ts'
import { unpayable } from './pay.ts'
import { type Payment, type TradeState, tradeStates } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { purchasesOf } from './purchase.ts'
import { cashierTexts } from './refusals.ts'

export type PaymentWithEvents = WithEvents<Payment>

/** A payment in a list. */
export interface PaymentSummary extends Pick<
  Payment,
  'mchid' | 'out_trade_no' | 'surface' | 'state' | 'transaction_id' | 'payer' | 'createdAt' | 'partOf'
> {
  readonly description: string
  /** Number of sub orders of a combined order. */
  readonly subOrders?: number
  /** Amount in fen. */
  readonly total: number
  /** Instant of the last event. */
  readonly changedAt: number
}

export interface PaymentPage {
  readonly payments: readonly PaymentSummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/**
 * Commands of people for payments: ordinary orders, and combined ones by their own number, which have `subOrders`. An
 * order that is `partOf` a combined order is paid with it.
 */
export interface PaymentsControl {
  /**
   * Lists a page of payment summaries, newest first.
   *
   * @param options `payable`: only payments that wait for a user, without sub orders, which are paid with their
   *   combined order
   */
  page(
    options?: PageRequest & { states?: readonly TradeState[]; outTradeNos?: readonly string[]; payable?: boolean },
  ): Promise<PaymentPage>
  /** Returns a payment with its timeline. */
  get(outTradeNo: string, which?: WhichOrder): Promise<PaymentWithEvents>
  /**
   * Returns the payment behind the QR code of a Native order, as if the user scanned it. Creating the order again
   * invalidates the code.
   *
   * @param codeUrl `weixin://wxpay/bizpayurl?pr=…`
   * @throws {ControlError} 404 for an unknown code
   */
  scan(codeUrl: string): Promise<PaymentWithEvents>
  /**
   * The user scans the QR code of a Native order of either API and pays with the prepay of that code.
   *
   * @param codeUrl `weixin://wxpay/bizpayurl?pr=…`
   * @throws {ControlError} 404 for an unknown code, 409 with the cashier's message when the user cannot pay
   * @example await control.payments.payByCodeUrl(data.code_url, { bankType: 'CMB_DEBIT' })
   */
  payByCodeUrl(codeUrl: string, input?: Omit<PayInput, 'prepayId'>): Promise<PaymentWithEvents>
  /**
   * The user's phone shows a new payment code (付款码), which any merchant of the sandbox can scan once within a minute of
   * virtual time.
   *
   * @example const { auth_code } = await control.payments.authCode({ password: 'asked' })
   */
  authCode(input?: AuthCodeInput): Promise<AuthCode>
  /**
   * The user pays, as on the phone after a launch, or enters the password for a payment by code. With `outcome:
   * 'cancelled'` they close the dialog.
   *
   * @throws {ControlError} 409 with the cashier's message when the user cannot pay
   */
  pay(outTradeNo: string, input?: PayInput): Promise<PaymentWithEvents>
  /**
   * Lists the user's vouchers (代金券) that the cashier offers for an order, the highest discount first.
   *
   * @example const [best] = await control.payments.coupons('T20260301000003')
   */
  coupons(outTradeNo: string, input?: OfferInput): Promise<readonly OfferedCoupon[]>
  /**
   * Checks launch parameters from a page in WeChat, a mini program or an app as the WeChat client would: completeness,
   * `package`, time, signature, appid, a payable order. Nothing is paid.
   *
   * @param parameters the parameters of `wx.requestPayment`, `getBrandWCPayRequest`, or the Open SDK of apps
   * @throws {ControlError} 409 `LAUNCH_REFUSED` with the message that the user would see
   * @example await control.payments.launch(await jsapiLaunch(wxpay, { appid, prepay_id }))
   */
  launch(parameters: LaunchParameters): Promise<PaymentWithEvents>
}

/** The user who wants to pay an order, and from what. */
export interface OfferInput extends WhichOrder {
  /** Default: the user of the page's phone. */
  readonly openid?: string
  /** Wire value of `bank_type`. Default: `OTHERS`, the balance. */
  readonly bankType?: string
}

export function paymentControl(desk: Desk<PaymentPolicy>): ProductControl<{ readonly payments: PaymentsControl }> {
  const { mchid, world, archive } = desk

  async function whole(order: Payment): Promise<PaymentWithEvents> {
    const found = await archive.findWithEvents(kindOf(order), mchid, order.out_trade_no)
    if (!found) throw unknownPayment(order.out_trade_no)
    return found
  }

  async function get(outTradeNo: string, which: WhichOrder = {}): Promise<PaymentWithEvents> {
    const number = plainText(outTradeNo, 'outTradeNo')
    const order = await findOrder(world.entities, mchid, number, whichQuery(which, ''))
    if (!order) throw unknownPayment(outTradeNo)
    return whole(order)
  }

  const control: PaymentsControl = {
    get,
    authCode: async (input = {}) => showAuthCode(desk, authCodeInput(input, '')),
    async page(asked = {}) {
      const { outTradeNos, states, payable, ...options } = paymentQuery(asked, '')
      const query = { mchid, ...pageOf(options), states, numbers: outTradeNos, open: payable }
      const { entities, next } = await archive.page(payables, query)
      return {
        payments: entities.map(({ entity, changedAt }) => summaryOf(entity, changedAt)),
        ...(next !== undefined && { next }),
      }
    },
    async scan(codeUrl) {
      const code = CODE_URL.exec(plainText(codeUrl, 'codeUrl').trim())?.[1]
      if (code === undefined) throw invalid('codeUrl', 'a code_url: weixin://wxpay/bizpayurl?pr=…', codeUrl)
      const found = await findByPrepay(world.entities, mchid, 'code', code)
      if (found?.surface === 'native' && (found.prepay === undefined || found.prepay.code === code)) {
        return await whole(found)
      }
      throw new ControlError(
        404,
        'NO_SUCH_CODE',
        '二维码已失效，或不是这个商户的 · no payment of the merchant has this code',
        {
          field: 'codeUrl',
          received: codeUrl,
        },
      )
    },
    async payByCodeUrl(codeUrl, asked = {}) {
      const input = payerInput(asked, '')
      const order = await control.scan(codeUrl)
      await payOrder(desk, order, { ...input, ...(order.prepay && { prepayId: order.prepay.id }) })
      return whole(order)
    },
    async launch(parameters) {
      return whole(await launched(readParameters(parameters, '')))
    },
    async coupons(outTradeNo, input = {}) {
      const { openid: payer = desk.openid, bankType: from = 'OTHERS', ...which } = offerQuery(input, '')
      plainText(outTradeNo, 'outTradeNo')
      const order = await findOrder(world.entities, mchid, outTradeNo, which)
      if (!order) throw unknownPayment(outTradeNo)
      return offeredCoupons(world, payer, purchasesOf(order, from), await world.now())
    },
    async pay(outTradeNo, asked = {}) {
      const input = payInput(asked, '')
      await payAsUser(desk, plainText(outTradeNo, 'outTradeNo'), input)
      return get(outTradeNo, { combined: input.combined })
    },
  }
  return { members: { payments: control }, routes: routesOf(control) }

  async function launched(given: LaunchParameters): Promise<Payment> {
    const launch = readLaunch(given)
    if (typeof launch === 'string') throw refusedLaunch(launch)
    const { entities, merchants } = desk.world
    const payment = await findByPrepay(entities, mchid, 'prepay_id', launch.prepayId)
    if (!payment) throw refusedLaunch(cashierTexts.unknown_order)
    const merchant = await merchants.find(mchid)
    if (!merchant || !(await isSigned(launch, given, payment, merchant)))
      throw refusedLaunch(cashierTexts.bad_launch_signature)
    const isOfOrder = launch.appid === payment.appid || launch.appid === payment.sub_appid
    if (!isOfOrder || payment.surface !== (launch.isApp ? 'app' : 'jsapi'))
      throw refusedLaunch(cashierTexts.unknown_order)
    const problem = unpayable(payment, launch.prepayId, await desk.world.now())
    if (problem) throw refusedLaunch(cashierTexts[problem])
    return payment
  }
}

/** Matches a `code_url`; a combined order's is longer. */
const CODE_URL = /^weixin:\/\/wxpay\/bizpayurl(?:\/up)?\?pr=(\w{1,64})(?:&groupid=\d{2})?$/

const codeUrlText = text(/^\S{1,255}$/, 'a code_url: weixin://wxpay/bizpayurl?pr=…')
const scanInput = object({ codeUrl: codeUrlText })
const paymentQuery = object({
  ...pageFields,
  states: optional(someOf(oneOf(tradeStates), tradeStates.length)),
  outTradeNos: optional(someOf(outOrderNo, LIST_LIMIT)),
  payable: optional(flag),
})
const whichQuery = object({ combined: optional(flag) })
const bankType = text(/^[A-Z0-9_]{1,32}$/, 'a bank_type')
const offerQuery = object({
  openid: optional(openid),
  bankType: optional(bankType),
  combined: optional(flag),
})
const authCodeInput = object({
  openid: optional(openid),
  bankType: optional(bankType),
  password: optional(oneOf(['asked', 'not_asked'])),
  outcome: optional(oneOf(codeOutcomes)),
})
/** Reads the choice of coupons; a list of `coupon_id`s or a word. */
const couponChoice: Read<CouponChoice> = (value, field) =>
  Array.isArray(value) ? listOf(text(/^\d{1,20}$/, 'a coupon_id'))(value, field) : oneOf(['best', 'none'])(value, field)
const payerFields = {
  openid: optional(openid),
  bankType: optional(bankType),
  outcome: optional(oneOf(['success', 'not_enough', 'bank_failed', 'cancelled'])),
  coupons: optional(couponChoice),
}
const payerInput = object(payerFields)
const payByCodeUrlInput = object({ codeUrl: codeUrlText, ...payerFields })
const payInput = object({
  ...payerFields,
  prepayId: optional(text(/^[0-9a-z]{1,64}$/, 'a prepay_id')),
  combined: optional(flag),
})

/** Reads any texts; the client's check reports missing ones. */
const readParameters: Read<LaunchParameters> = (value, field) => {
  if (!isObject(value) || !Object.values(value).every((one) => typeof one === 'string'))
    throw invalid(field, 'an object of texts', value)
  return value as LaunchParameters
}

function refusedLaunch(message: string): ControlError {
  return new ControlError(409, 'LAUNCH_REFUSED', message)
}

function routesOf(control: PaymentsControl): ProductControl<object>['routes'] {
  return [
    {
      method: 'GET',
      path: '/payments',
      about:
        '支付订单摘要，新的在前，分页：?limit=、?cursor=、?states=、?outTradeNos=、?payable=true · payments in brief, by page',
      handle: withQuery(paymentQuery, (query) => control.page(query)),
    },
    {
      method: 'GET',
      path: '/payments/:outTradeNo',
      about: '一个支付订单及其经过；普通订单与合单号码相同时 ?combined=true 或 false · one payment with its timeline',
      handle: withQuery(whichQuery, (which, { outTradeNo = '' }) => control.get(outTradeNo, which)),
    },
    {
      method: 'GET',
      path: '/payments/:outTradeNo/coupons',
      about:
        '收银台为这笔订单列出的代金券，优惠大的在前：?openid=、?bankType=、?combined= · coupons offered for a payment',
      handle: withQuery(offerQuery, async (offer, { outTradeNo = '' }) => ({
        coupons: await control.coupons(outTradeNo, offer),
      })),
    },
    {
      method: 'POST',
      path: '/payments/scan',
      about: '扫 Native 订单的二维码 codeUrl，答它是哪一个订单 · the payment behind a code_url',
      handle: withBody(scanInput, ({ codeUrl }) => control.scan(codeUrl)),
    },
    {
      method: 'POST',
      path: '/payments/pay',
      about: '扫 Native 订单的二维码 codeUrl 并付款，可填 openid、bankType、outcome、coupons · scan a code_url and pay',
      handle: withBody(payByCodeUrlInput, ({ codeUrl, ...input }) => control.payByCodeUrl(codeUrl, input)),
    },
    {
      method: 'POST',
      path: '/payments/auth-code',
      about: '用户的手机出示付款码，可填 openid、bankType、password、outcome · the phone shows a payment code',
      handle: withBody(authCodeInput, (input) => control.authCode(input)),
    },
    {
      method: 'POST',
      path: '/payments/launch',
      about: '把调起参数交给微信检查，同客户端一样 · launch parameters, checked as the client would',
      handle: withBody(readParameters, (parameters) => control.launch(parameters)),
    },
    {
      method: 'POST',
      path: '/payments/:outTradeNo/pay',
      about:
        '用户付款或输入密码，可填 openid、bankType、outcome、prepayId、combined、coupons · the user pays, or enters the password',
      fromDocs: true,
      handle: withBody(payInput, (input, { outTradeNo = '' }) => control.pay(outTradeNo, input)),
    },
  ]
}

function summaryOf({ terms, ...payment }: Payment, changedAt: number): PaymentSummary {
  const { mchid, out_trade_no, surface, state, transaction_id, payer, createdAt, subOrders, partOf } = payment
  return {
    mchid,
    out_trade_no,
    surface,
    state,
    ...(transaction_id !== undefined && { transaction_id }),
    ...(payer !== undefined && { payer }),
    ...(subOrders && { subOrders: subOrders.length }),
    ...(partOf && { partOf }),
    description: terms.description,
    total: terms.total,
    createdAt,
    changedAt,
  }
}
