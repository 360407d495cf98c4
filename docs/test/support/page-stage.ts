import { createSandbox, type Sandbox, type SandboxMerchant } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import type { Operation, Spec } from '../../../packages/codegen/src/index.ts'
import { actorOf, callValues, type CallValues } from '../../generator/call-values.ts'
import { withoutMarks } from '../../generator/literal.ts'
import { stageNumbers } from '../../generator/stage-values.ts'

type Values = Readonly<Record<string, unknown>>
/** What has to be there before a call can be granted. */
type SetUp = (stage: PageStage, call: CallValues) => Promise<void>

const today = Date.parse('2026-03-01T10:30:00+08:00')
const yesterday = Date.parse('2026-02-28T12:00:00+08:00')

/** The merchants that the pages of operations speak of, and what they have done before. */
export class PageStage implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly #spec: Spec
  readonly #merchant: Actor
  readonly #partner: Actor

  private constructor(spec: Spec, sandbox: Sandbox, partner: SandboxMerchant) {
    this.sandbox = sandbox
    this.#spec = spec
    this.#merchant = new Actor(sandbox)
    this.#partner = new Actor(partner)
  }

  static async open(spec: Spec): Promise<PageStage> {
    const { mchid, appid, service_id } = stageNumbers
    const sandbox = await createSandbox({
      clock: { now: yesterday, frozen: true },
      // The special merchant on stage is the platform's second-level merchant (二级商户), too.
      policy: { secondLevelMerchants: 'everybodys' },
      merchant: { mchid, appid, service: { service_id }, mode: 'switching', successorPercent: 100 },
    })
    const partner = await sandbox.createMerchant({
      role: 'partner',
      mchid: stageNumbers.partner,
      appid: stageNumbers.partnerAppid,
    })
    await sandbox.createMerchant({
      partner: stageNumbers.partner,
      mchid: stageNumbers.sub_mchid,
      appid: stageNumbers.sub_appid,
    })
    const stage = new PageStage(spec, sandbox, partner)
    await Promise.all([stage.#merchant, stage.#partner].map((actor) => actor.learnTransferKey()))
    return stage
  }

  /** The environment of whoever makes the calls of a page. */
  environment(operation: Operation): Readonly<Record<string, string>> {
    return this.#actor(operation).environment
  }

  /** The environment of the merchant who is told of what happens. */
  get merchantEnvironment(): Readonly<Record<string, string>> {
    return this.#merchant.environment
  }

  /** Whether every program of a page begins anew: the sandbox plays its call with state. */
  startsAnew({ id }: Operation): boolean {
    return setUps[id] !== undefined
  }

  /** Does what has to come before the call of a page: forgets what was, or makes the call that a query asks about. */
  async prepare(operation: Operation): Promise<void> {
    const setUp = setUps[operation.id]
    if (!setUp) return this.#create(operation)
    const { control, clock } = this.sandbox
    await control.reset()
    await clock.set(yesterday)
    await setUp(this, callValues(operation, this.#spec))
    await clock.set(today)
  }

  /** The call whose outcome this query tells, with the numbers that the query names. */
  async #create(operation: Operation): Promise<void> {
    const creating = this.#spec.operations.find(
      ({ method, resolve, upload }) => method === 'POST' && !upload && resolve?.operation.id === operation.id,
    )
    if (!creating?.resolve) return
    const { path, query, body } = withoutMarks(callValues(operation, this.#spec)) as CallValues
    const asked: Values = { ...query, ...body, ...path }
    // Who asks is on stage already; what is asked about are the numbers of the merchant's own.
    const numbers = Object.entries(creating.resolve.with).filter(([name]) => !/mch_?id$|appid$/.test(name))
    const given = numbers.map(([name, from]) => [from.split('.').at(-1)!, asked[name]])
    await this.call(creating.id, Object.fromEntries(given) as Values)
  }

  /** Makes the call of another page, with some values of one's own. */
  async call(id: string, values: Values): Promise<unknown> {
    const operation = this.#spec.operations.find((one) => one.id === id)
    if (!operation) throw new Error(`The spec has no operation ${id}`)
    const { path, query, body } = withoutMarks(callValues(operation, this.#spec)) as CallValues
    const own = (fields: Values) =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, values[name] ?? value]))
    const { wxpay } = this.#actor(operation)
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

/** Somebody with keys. */
class Actor {
  wxpay: WechatPay
  readonly control: SandboxMerchant['control']
  environment: Readonly<Record<string, string>>

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

  /** Some fields of APIv2 are encrypted with a key that is asked for. */
  async learnTransferKey(): Promise<void> {
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

const refunded: SetUp = async (stage, call) => {
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

const nothing: SetUp = () => Promise.resolve()

/** Of the operations that the sandbox plays: each begins with a world of its own. */
const setUps: Readonly<Record<string, SetUp | undefined>> = {
  billFundflowbill: paid,
  billTradebill: paid,
  billdownloadFile: paid,
  ecommerceFundBalance: nothing,
  ecommerceFundEnddaybalance: nothing,
  merchantFundBalance: paid,
  merchantFundDayendbalance: paid,
  payPartnerTransactionById: async (stage, call) => {
    await partnerOrdered(stage, call)
    await stage.pay(orderOf(call).out_trade_no, 'partner')
  },
  payPartnerTransactionByOutTradeNo: partnerOrdered,
  payPartnerTransactionByOutTradeNoClose: partnerOrdered,
  payPartnerTransactionsApp: nothing,
  payPartnerTransactionsH5: nothing,
  payPartnerTransactionsJsapi: nothing,
  payPartnerTransactionsNative: nothing,
  payTransactionById: paid,
  payTransactionByOutTradeNo: ordered,
  payTransactionByOutTradeNoClose: ordered,
  payTransactionsApp: nothing,
  payTransactionsH5: nothing,
  payTransactionsJsapi: nothing,
  payTransactionsNative: nothing,
  refundDomesticRefund: refunded,
  refundDomesticRefundApplyAbnormalRefund: async (stage, call) => {
    await refunded(stage, call)
    await stage.sandbox.control.refunds.decide(String(withoutMarks(call.body?.['out_refund_no'])), {
      outcome: 'abnormal',
    })
  },
  refundDomesticRefunds: paid,
  v2PayCloseorder: orderedV2,
  v2PayDownloadbill: paid,
  v2PayDownloadfundflow: paid,
  v2PayOrderquery: orderedV2,
  v2PayRefundquery: async (stage, call) => {
    await stage.call('v2PayUnifiedorder', { out_trade_no: exampleNumber, total_fee: 100 })
    await stage.pay(exampleNumber, 'merchant', payer)
    const { out_refund_no } = withoutMarks(call.body) as { out_refund_no: string }
    await stage.call('v2SecapiPayRefund', { out_refund_no })
  },
  v2PayUnifiedorder: nothing,
  v2SecapiPayRefund: paidV2,
}
