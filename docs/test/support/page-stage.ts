import { createSandbox, type Sandbox, type SandboxMerchant } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import { actorOf, callValues, type CallValues } from '../../generator/calls/call-values.ts'
import { memories, nameAt, sandboxAnswer } from '../../generator/calls/coverage.ts'
import { withoutMarks } from '../../generator/calls/literal.ts'
import { stageNumbers } from '../../generator/calls/stage-values.ts'

type Values = Readonly<Record<string, unknown>>
/** Makes everything that has to be there before a call can be granted. */
type SetUp = (stage: PageStage, call: CallValues) => Promise<void>

const today = Date.parse('2026-03-01T10:30:00+08:00')
const yesterday = Date.parse('2026-02-28T12:00:00+08:00')

/** The merchants that the pages of operations speak of, and what they have done before. */
export class PageStage implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly #spec: Spec
  readonly #merchant: Actor
  readonly #partner: Actor
  readonly #special: SandboxMerchant
  #now = yesterday
  #hasChangedUsers = false
  /** Values that the sandbox has just assigned, by the field in which the page has others. */
  readonly #assigned = new Map<string, string>()

  private constructor(
    spec: Spec,
    sandbox: Sandbox,
    merchants: Readonly<Record<'merchant' | 'partner' | 'special', SandboxMerchant>>,
  ) {
    this.sandbox = sandbox
    this.#spec = spec
    this.#merchant = new Actor(merchants.merchant)
    this.#partner = new Actor(merchants.partner)
    this.#special = merchants.special
  }

  static async open(spec: Spec): Promise<PageStage> {
    const { mchid, appid, service_id } = stageNumbers
    const sandbox = await createSandbox({
      clock: { now: yesterday, frozen: true },
      // The day that passes before most calls would repeat every notification fifteen times.
      schedule: [],
      policy: {
        // The special merchant on stage is the platform's second-level merchant (二级商户), too.
        secondLevelMerchants: 'everybodys',
        // A user's payments of the day outlive the reset of a merchant.
        passwordFreePaymentsPerDay: 1_000_000,
      },
      // Nobody on stage is the first merchant: a reset of that one empties every table, and costs ten times as much.
      merchant: { mchid: '1900000999', appid: 'wxd678efh567hg6999', service: { service_id: '999999' } },
    })
    const merchant = await sandbox.createMerchant({
      mchid,
      appid,
      service: { service_id },
      mode: 'switching',
      successorPercent: 100,
    })
    const partner = await sandbox.createMerchant({
      role: 'partner',
      mchid: stageNumbers.partner,
      appid: stageNumbers.partnerAppid,
    })
    const special = await sandbox.createMerchant({
      partner: stageNumbers.partner,
      mchid: stageNumbers.sub_mchid,
      appid: stageNumbers.sub_appid,
    })
    const stage = new PageStage(spec, sandbox, { merchant, partner, special })
    await stage.goTo(today)
    await Promise.all([stage.#merchant, stage.#partner].map((actor) => actor.learnKeys()))
    return stage
  }

  /** The environment of whoever makes the calls of a page. */
  environment(operation: Operation): Readonly<Record<string, string>> {
    const { environment, testKey } = this.#actor(operation)
    // The test system signs with a key of its own.
    return operation.address.startsWith('v2/xdc/apiv2sandbox')
      ? { ...environment, WECHATPAY_APIV2_KEY: testKey }
      : environment
  }

  /** The environment of the merchant who is told of what happens. */
  get merchantEnvironment(): Readonly<Record<string, string>> {
    return this.#merchant.environment
  }

  /** Plays the merchant and its users besides the calls. */
  get control(): SandboxMerchant['control'] {
    return this.#merchant.control
  }

  /**
   * Resets the sandbox and prepares what a call assumes, so that every program begins in a fresh world. Operations that
   * are answered by example need no preparation.
   */
  async prepare(operation: Operation): Promise<void> {
    if (sandboxAnswer(operation) === 'example') return
    await this.#forget()
    const setUp = setUps[operation.id]
    if (setUp) {
      await this.goTo(yesterday)
      await this.#silence()
      await setUp(this, callValues(operation, this.#spec))
    } else await this.#remember(operation)
    if (this.#now < today) await this.goTo(today)
  }

  /** The program with values that the sandbox has just assigned in place of the page's: a payment code, a stock. */
  withAssigned(program: string): string {
    let own = program
    for (const [field, value] of this.#assigned) own = own.replace(new RegExp(`(?<=\\b${field}: ')[^']+(?=')`), value)
    return own
  }

  /** Says that a field has this value now, whatever the page has there. */
  assign(field: 'auth_code' | 'stock_id' | 'coupon_id' | 'openid', value: string): void {
    this.#assigned.set(field, value)
  }

  assigned(field: 'stock_id'): string | undefined {
    return this.#assigned.get(field)
  }

  async #forget(): Promise<void> {
    this.#assigned.clear()
    if (this.#hasChangedUsers) await this.sandbox.control.reset()
    else for (const { control } of [this.#merchant, this.#partner, this.#special]) await control.reset()
    this.#hasChangedUsers = false
  }

  /** The addresses for notifications on the pages are other people's: nothing is sent there. */
  async #silence(): Promise<void> {
    for (const { control } of [this.#merchant, this.#partner])
      await control.addFault({ target: 'notify', kind: 'drop', remaining: 1_000 })
  }

  /** @param instant ms */
  async goTo(instant: number): Promise<void> {
    if (this.#now === instant) return
    this.#now = instant
    await this.sandbox.clock.set(instant)
  }

  /** Leaves a user with no money. */
  async emptyWallet(openid: string): Promise<void> {
    this.#hasChangedUsers = true
    await this.control.setUser(openid, { wallet: 'insufficient' })
  }

  /** The user's phone shows a payment code, today: it lives for a minute. */
  async showCode(): Promise<string> {
    await this.goTo(today)
    const { auth_code } = await this.control.payments.authCode({ password: 'not_asked', outcome: 'success' })
    this.assign('auth_code', auth_code)
    return auth_code
  }

  /** The call that made what this one asks about or acts on, with the number that this one names. */
  async #remember(operation: Operation): Promise<void> {
    const memory = memories.get(operation.id)
    if (!memory || memory.part === 'creates') return
    const { path, query, body } = withoutMarks(callValues(operation, this.#spec)) as CallValues
    const asked: Values = { ...query, ...body, ...path }
    const creators = this.#spec.operations.filter(({ id }) => memory.creators.includes(id))
    const creating = creators.find((one) => actorOf(one) === actorOf(operation)) ?? creators[0]!
    const places = memories.get(creating.id)!.number
    const given = places
      .map((place, index) => [nameAt(place), asked[nameAt(memory.number[index]!)]] as const)
      .filter(([, value]) => value !== undefined)
    const made = this.call(creating.id, Object.fromEntries(given), this.#actor(operation))
    // A call whose outcome the sandbox leaves open is remembered all the same.
    await (creating.unknownOutcome ? made.catch(() => {}) : made)
  }

  /** Makes the call of another page, with some values of one's own; a field whose value is undefined is left out. */
  async call(id: string, values: Values, actor?: Actor): Promise<unknown> {
    const operation = this.#spec.operations.find((one) => one.id === id)
    if (!operation) throw new Error(`The spec has no operation ${id}`)
    const caller = actor ?? this.#actor(operation)
    const written = withoutMarks(callValues(operation, this.#spec)) as CallValues
    const { path, query, body } = caller === this.#actor(operation) ? written : otherParty(written)
    const own = (fields: Values) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, Object.hasOwn(values, name) ? values[name] : value]),
      )
    const { wxpay } = caller
    const verb = wxpay.chain(operation.address)[operation.method === 'GET' ? 'get' : 'post'] as (
      options: Values,
    ) => Promise<{ data: unknown }>
    const { data } = await verb({
      ...own(path),
      ...(Object.keys(query).length > 0 && { query: own(query) }),
      ...(body && { [operation.body.kind]: own(body) }),
    })
    return data
  }

  /** The user pays: the one whom the order names, or anybody. */
  async pay(outTradeNo: string, who: 'merchant' | 'partner', openid?: string): Promise<void> {
    const { control } = who === 'partner' ? this.#partner : this.#merchant
    await control.payments.pay(outTradeNo, openid === undefined ? {} : { openid })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#merchant.wxpay.close()
    this.#partner.wxpay.close()
    await this.sandbox.close()
  }

  #actor(operation: Operation): Actor {
    return actorOf(operation) === 'partner' ? this.#partner : this.#merchant
  }
}

/** The values of a merchant's call with the numbers of the partner, or the other way round. */
function otherParty(values: CallValues): CallValues {
  const { mchid, appid, partner, partnerAppid } = stageNumbers
  const others: Readonly<Record<string, string>> = {
    [mchid]: partner,
    [partner]: mchid,
    [appid]: partnerAppid,
    [partnerAppid]: appid,
  }
  const swapped: unknown = JSON.parse(JSON.stringify(values), (_, value: unknown) =>
    typeof value === 'string' ? (others[value] ?? value) : value,
  )
  return swapped as CallValues
}

/** Somebody with keys. */
class Actor {
  wxpay: WechatPay
  readonly control: SandboxMerchant['control']
  environment: Readonly<Record<string, string>>
  testKey = ''

  constructor({
    clientOptions,
    env,
    control,
    merchant,
  }: Pick<SandboxMerchant, 'clientOptions' | 'env' | 'control' | 'merchant'>) {
    this.wxpay = new WechatPay(clientOptions)
    this.control = control
    this.environment = {
      ...env,
      // The sandbox looks at no client certificate; the client insists on having one.
      WECHATPAY_CLIENT_CERTIFICATE: merchant.certificate,
      WECHATPAY_CLIENT_CERTIFICATE_KEY: merchant.privateKey,
    }
  }

  /** Some fields of APIv2 are encrypted with a key that is asked for, and its test system has one of its own. */
  async learnKeys(): Promise<void> {
    const test = await this.wxpay.v2.xdc.apiv2getsignkey.sign.getsignkey.post({ xml: {} })
    this.testKey = String(test.data.sandbox_signkey)
    const { data } = await this.wxpay.v2.risk.getpublickey.post({ xml: {} })
    this.environment = { ...this.environment, WECHATPAY_TRANSFER_PUBLIC_KEY: String(data.pub_key) }
    this.wxpay.close()
    this.wxpay = WechatPay.fromEnv(this.environment)
  }
}

const exampleNumber = '1217752501201407033233368018'

/** The order that a call is about, with the total that it names. */
function orderOf({ body, path, query }: CallValues): { out_trade_no: string; total: number } {
  const { out_trade_no, amount, total_fee } = withoutMarks({ ...query, ...body, ...path }) as {
    out_trade_no?: string
    amount?: { total: number }
    total_fee?: number
  }
  return { out_trade_no: out_trade_no ?? exampleNumber, total: amount?.total ?? total_fee ?? 100 }
}

const ordered: SetUp = async (stage, call) => {
  const { out_trade_no, total } = orderOf(call)
  await stage.call('payTransactionsNative', { out_trade_no, amount: { total, currency: 'CNY' } })
}

const paid: SetUp = async (stage, call) => {
  await ordered(stage, call)
  await stage.pay(orderOf(call).out_trade_no, 'merchant')
}

/**
 * The merchant has money. A refund that names the account it comes from is of an order that may be shared, whose own
 * money is frozen.
 */
const funded: SetUp = async (stage) => {
  const other = { out_trade_no: 'FUNDS20260228', settle_info: { profit_sharing: false } }
  await stage.call('payTransactionsNative', { ...other, amount: { total: 10_000, currency: 'CNY' } })
  await stage.pay(other.out_trade_no, 'merchant')
}

const refunded: SetUp = async (stage, call) => {
  await funded(stage, call)
  const { body, path } = withoutMarks(call) as CallValues
  await stage.call('payTransactionsNative', { out_trade_no: exampleNumber, amount: { total: 888, currency: 'CNY' } })
  await stage.pay(exampleNumber, 'merchant')
  await stage.call('refundDomesticRefunds', { out_refund_no: body?.['out_refund_no'] ?? path['out_refund_no'] })
}

const partnerOrdered: SetUp = async (stage, call) => {
  await stage.call('payPartnerTransactionsNative', { out_trade_no: orderOf(call).out_trade_no })
}

const orderedV2: SetUp = async (stage, call) => {
  const { out_trade_no, total } = orderOf(call)
  await stage.call('v2PayUnifiedorder', { out_trade_no, total_fee: total })
}

/** Whom the example of a JSAPI order of APIv2 names. */
const payer = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'

const paidV2: SetUp = async (stage, call) => {
  await orderedV2(stage, call)
  await stage.pay(orderOf(call).out_trade_no, 'merchant', payer)
}

/** A payment code on the page stands for the one that the phone shows. */
const codeShown: SetUp = async (stage) => {
  await stage.showCode()
}

const paidByCode: SetUp = async (stage, call) => {
  const auth_code = await stage.showCode()
  await stage.call('payTransactionsCodepay', { out_trade_no: orderOf(call).out_trade_no, payer: { auth_code } })
}

const combined: SetUp = async (stage, call) => {
  const { body, path } = withoutMarks(call) as CallValues
  const combine_out_trade_no = { ...body, ...path }['combine_out_trade_no']
  await stage.call('combineTransactionsNative', { combine_out_trade_no })
}

/** The rental of the examples: when it began, ms, and what follows. */
const rental = Date.parse('2026-03-01T10:00:00+08:00')
const rentalConfirmed = rental + 3_000
const rentalEnded = rental + 131 * 60_000
const rentalSynchronised = rental + 140 * 60_000

const rentalCreated: SetUp = async (stage) => {
  await stage.goTo(rental)
  await stage.call('payafterOrderCreate', {})
}

const rentalAccepted: SetUp = async (stage, call) => {
  await rentalCreated(stage, call)
  const [order] = await stage.control.orders()
  await stage.goTo(rentalConfirmed)
  await stage.control.confirm(order!.out_order_no)
  await stage.goTo(rentalEnded)
}

/** The user has no money, so that the order stays finished until somebody pays. */
const rentalFinished: SetUp = async (stage, call) => {
  await rentalAccepted(stage, call)
  const [user] = await stage.control.users()
  await stage.emptyWallet(user!.openid)
  const { finish_ticket } = (await stage.call('payafterOrderQuery', {})) as { finish_ticket: string }
  await stage.call('payafterOrderComplete', { finish_ticket })
  await stage.goTo(rentalSynchronised)
}

const stockCreated: SetUp = async (stage) => {
  const { stock_id } = (await stage.call('marketingFavorCouponStocks', {})) as { stock_id: string }
  stage.assign('stock_id', stock_id)
}

/** The stock's budget is locked on the merchant's balance. */
const stockStarted: SetUp = async (stage, call) => {
  await stage.control.topUp({ amount: 100_000 })
  await stockCreated(stage, call)
  await stage.call('marketingFavorStockStart', { stock_id: stage.assigned('stock_id') })
}

const stockPaused: SetUp = async (stage, call) => {
  await stockStarted(stage, call)
  await stage.call('marketingFavorStockPause', { stock_id: stage.assigned('stock_id') })
}

/** The user of the page has a coupon of the stock. */
const couponSent: SetUp = async (stage, call) => {
  await stockStarted(stage, call)
  const { openid } = withoutMarks(call.path) as { openid: string }
  const values = { stock_id: stage.assigned('stock_id'), openid }
  const { coupon_id } = (await stage.call('marketingFavorUserCouponsCreate', values)) as { coupon_id: string }
  stage.assign('coupon_id', coupon_id)
}

/** A coupon paid a part of an order, of which a part was refunded, and the stock's time is over. */
const stockEnded: SetUp = async (stage) => {
  const { stock_id, openid, endsAt } = await stage.control.coupons.give({ amount: 100 })
  stage.assign('stock_id', stock_id)
  // The example has an original price other than the total, which no coupon may pay.
  const order = { out_trade_no: exampleNumber, settle_info: { profit_sharing: false }, detail: { cost_price: 888 } }
  await stage.call('payTransactionsNative', { ...order, amount: { total: 888, currency: 'CNY' } })
  await stage.control.payments.pay(exampleNumber, { openid })
  const amount = { refund: 88, total: 888, currency: 'CNY' }
  const part = { transaction_id: undefined, out_trade_no: exampleNumber, amount, goods_detail: undefined }
  await stage.call('refundDomesticRefunds', part)
  await stage.goTo(endsAt + 2 * 86_400_000)
}

/** Set-ups of calls that the sandbox plays with state, by operation id. */
const setUps: Readonly<Record<string, SetUp | undefined>> = {
  billFundflowbill: paid,
  billTradebill: paid,
  billdownloadFile: paid,
  combineTransactionByOutTradeNo: combined,
  combineTransactionByOutTradeNoClose: combined,
  marketingFavorStock: stockCreated,
  marketingFavorStockItems: stockCreated,
  marketingFavorStockMerchants: stockCreated,
  marketingFavorStockRefundFlow: stockEnded,
  marketingFavorStockStop: stockStarted,
  marketingFavorStockUseFlow: stockEnded,
  marketingFavorStockPause: stockStarted,
  marketingFavorStockRestart: stockPaused,
  marketingFavorStockStart: async (stage, call) => {
    await stage.control.topUp({ amount: 100_000 })
    await stockCreated(stage, call)
  },
  marketingFavorStocks: stockCreated,
  marketingFavorUserCoupon: couponSent,
  marketingFavorUserCouponsCreate: stockStarted,
  marketingFavorUserCouponsQuery: couponSent,
  merchantFundBalance: paid,
  merchantFundDayendbalance: paid,
  payPartnerTransactionById: async (stage, call) => {
    await partnerOrdered(stage, call)
    await stage.pay(orderOf(call).out_trade_no, 'partner')
  },
  payPartnerTransactionByOutTradeNo: partnerOrdered,
  payPartnerTransactionByOutTradeNoClose: partnerOrdered,
  payPartnerTransactionByOutTradeNoReverse: async (stage, call) => {
    const payer = { auth_code: await stage.showCode() }
    await stage.call('payPartnerTransactionsCodepay', { out_trade_no: orderOf(call).out_trade_no, payer })
  },
  payPartnerTransactionsCodepay: codeShown,
  payTransactionById: paid,
  payTransactionByOutTradeNo: ordered,
  payTransactionByOutTradeNoClose: ordered,
  payTransactionByOutTradeNoReverse: paidByCode,
  payTransactionsCodepay: codeShown,
  payafterOrderCancel: rentalCreated,
  payafterOrderComplete: rentalAccepted,
  payafterOrderCreate: (stage) => stage.goTo(rental),
  payafterOrderQuery: rentalAccepted,
  payafterOrderSync: rentalFinished,
  refundDomesticRefund: refunded,
  refundDomesticRefundApplyAbnormalRefund: async (stage, call) => {
    await refunded(stage, call)
    await stage.control.refunds.decide(String(withoutMarks(call.body?.['out_refund_no'])), {
      outcome: 'abnormal',
    })
  },
  refundDomesticRefunds: async (stage, call) => {
    await funded(stage, call)
    await paid(stage, call)
  },
  v2PayCloseorder: orderedV2,
  v2PayDownloadbill: paid,
  v2PayDownloadfundflow: paid,
  v2PayMicropay: codeShown,
  v2PayOrderquery: orderedV2,
  v2PayRefundquery: async (stage, call) => {
    await stage.call('v2PayUnifiedorder', { out_trade_no: exampleNumber, total_fee: 100 })
    await stage.pay(exampleNumber, 'merchant', payer)
    const { out_refund_no } = withoutMarks(call.body) as { out_refund_no: string }
    await stage.call('v2SecapiPayRefund', { out_refund_no })
  },
  v2SecapiPayRefund: paidV2,
  v2SecapiPayReverse: paidByCode,
  v2ToolsAuthcodetoopenid: codeShown,
  v2XdcApiv2sandboxPayOrderquery: orderedV2,
}
