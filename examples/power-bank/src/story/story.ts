import { ApiError, type WechatPay } from 'wechatpay-ts'
import { CompletionRuleError, payscoreTime, totalAmount, type Completion } from 'wechatpay-ts/payscore'
import type { EventOf } from 'wechatpay-ts/webhook'
import type { PowerBankShop, Rental } from '../shop.ts'
import { sixStyles, type Clients } from '../six-styles.ts'
import type { SandboxControl } from './sandbox-control.ts'
import { yuan, type Timeline } from './timeline.ts'
import { expectThat } from './expectation.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = '深圳湾万象城A柜'
const ELSEWHERE = '科兴科学园B座大堂'

/** The end of each of the six rentals: when, where, and at which price. */
const returns = [
  { after: 2 * HOUR + 10 * MINUTE - 3000, at: ELSEWHERE, fee: 1250, discount: 200 },
  { after: 2 * HOUR + 25 * MINUTE, at: START, fee: 1250, discount: 0 },
  { after: 4 * HOUR - 3000, at: ELSEWHERE, fee: 2000, discount: 0 },
  { after: 24 * HOUR - 3000, at: ELSEWHERE, fee: 2000, discount: 0 },
  { after: 50 * HOUR - 3000, at: START, fee: 5000, discount: 0 },
  { after: 120 * HOUR, at: ELSEWHERE, fee: 9900, discount: 0 },
] as const

export interface Cast {
  readonly shop: PowerBankShop
  readonly clients: Clients
  readonly sandbox: SandboxControl
  readonly timeline: Timeline
}

/** Plays six rentals from the scan to the payment, with the usual mishaps on the way. */
export async function play({ shop, clients, sandbox, timeline }: Cast): Promise<void> {
  const { wxpay } = clients
  const styles = Object.entries(sixStyles)
  const nameOf = (out_order_no: string): string => rentalName(shop, out_order_no)

  timeline.chapter('一、扫码租借：创建六笔先享后付订单')
  const rentals: Rental[] = []
  for (const [style] of styles) {
    const rental = await shop.rent(START)
    rentals.push(rental)
    timeline.tell('商户', `${nameOf(rental.out_order_no)} 创建 ${rental.out_order_no}`, { 完结时用: style })
  }

  timeline.chapter('二、用户在手机上确认，确认通知到达后柜门才弹出')
  await sandbox.advance(3000)
  for (const [i, { out_order_no }] of rentals.entries()) await sandbox.confirm(out_order_no, userOf(i))
  await sandbox.settle()
  expectThat(
    '六笔订单都已确认并弹出',
    rentals.every(({ ejected }) => ejected),
  )

  timeline.chapter('三、陆续归还，用六种写法完结')
  for (const [i, { after, at, fee, discount }] of returns.entries()) {
    const rental = rentals[i]!
    const [style, complete] = styles[i]!
    const endedAt = rental.takenAt! + after
    // A minute passes between return and completion, so the user has left before the shop completes the order.
    await sandbox.moveTo(endedAt + MINUTE)
    const discounts =
      discount > 0 ? [{ discount_name: '新客立减', discount_desc: '首单立减', discount_amount: discount }] : []
    const json = await shop.bill(rental, at, endedAt, discounts)
    expectThat(`${nameOf(rental.out_order_no)} 应收 ${yuan(fee - discount)}`, json.total_amount === fee - discount)
    if (i === 0) await sandbox.setWallet(userOf(i), 'insufficient')
    if (i === 1) await loseTheAnswer(sandbox, timeline)
    const call = { out_order_no: rental.out_order_no, json }
    const before = await sandbox.requestsAbout(call.out_order_no)
    const order = await complete(clients, call)
    timeline.tell('商户', `${nameOf(order.out_order_no)} ${style} 完结`, {
      归还: payscoreTime(endedAt),
      总额: yuan(json.total_amount),
    })
    if (i === 0) {
      await repeatAndChange(wxpay, call, timeline, sandbox)
      await letDeductionFail(userOf(i), call.out_order_no, sandbox, timeline)
    }
    if (i === 1) {
      expectThat('丢失应答的完结发出了两次', (await sandbox.requestsAbout(call.out_order_no)) === before + 2)
      timeline.tell('商户', '应答丢失后已用相同字节重试，订单只完结一次')
    }
  }

  timeline.chapter('四、时间前进，直到每一笔都已支付、每一条通知都已送达')
  await sandbox.advance(HOUR)
  for (const rental of rentals) {
    const order = await shop.query(rental)
    timeline.tell('商户', `${nameOf(rental.out_order_no)} 查询`, {
      状态: order.state,
      实收: yuan(order.total_amount ?? 0),
      交易单号: order.finish_transaction_id ?? '无',
    })
    expectThat(`${nameOf(rental.out_order_no)} 已支付`, order.state === 'USER_PAID')
    expectThat(`${nameOf(rental.out_order_no)} 的支付通知已处理`, rental.paid === order.total_amount)
  }
  const deliveries = (await sandbox.deliveries()).filter(({ outOrderNo }) => shop.rentals.has(outOrderNo))
  const delivered = deliveries.filter(({ state }) => state === 'delivered').length
  expectThat('每笔订单的确认、支付通知都已送达', delivered === deliveries.length && delivered === 2 * rentals.length)
  const total = rentals.reduce((sum, { paid }) => sum + (paid ?? 0), 0)
  timeline.tell('商户', '全部结清', { 订单: rentals.length, 通知: delivered, 合计: yuan(total) })
}

/** Adds a verified notification to the timeline. */
export function tellNotification(
  timeline: Timeline,
  shop: PowerBankShop,
  event: EventOf<'PAYSCORE.USER_ACCEPTED' | 'PAYSCORE.USER_PAID'>,
): void {
  const result =
    event.eventType === 'PAYSCORE.USER_ACCEPTED' ? '弹出充电宝' : `收到 ${yuan(event.resource.total_amount ?? 0)}`
  const name = rentalName(shop, event.resource.out_order_no ?? '')
  timeline.tell(
    '微信支付',
    `${name} 通知 ${event.eventType}：验签、解密通过，${result}`,
    {},
    new Date(event.createTime),
  )
}

/** Names rentals ① to ⑥ in the order of the scans. */
function rentalName(shop: PowerBankShop, out_order_no: string): string {
  return '①②③④⑤⑥'[[...shop.rentals.keys()].indexOf(out_order_no)] ?? out_order_no
}

/** The network loses the answer to the next completion; the client repeats it with the same bytes. */
async function loseTheAnswer(sandbox: SandboxControl, timeline: Timeline): Promise<void> {
  await sandbox.dropNextAnswer('/complete')
  timeline.tell('网络', '故障：下一次完结的应答会在途中丢失，客户端将原参重试')
}

async function repeatAndChange(
  wxpay: WechatPay,
  call: { readonly out_order_no: string; readonly json: Completion },
  timeline: Timeline,
  sandbox: SandboxControl,
): Promise<void> {
  const { complete } = wxpay.v3.payscore.payafterOrders._out_order_no_
  const first = await complete.post(call)
  timeline.tell('微信支付', '原参重复完结：得到同样的应答', { order_id: first.data.order_id })

  const fees = [{ ...call.json.fees![0]!, fee_amount: 1200 }]
  const changed = { ...call.json, fees, total_amount: totalAmount({ fees, discounts: call.json.discounts ?? [] }) }
  const refusal = await thrownBy(complete.post({ ...call, json: changed }))
  expectThat('改了金额的重复完结被拒绝', refusal instanceof ApiError && refusal.status === 400)
  timeline.tell('微信支付', `改为 ${yuan(changed.total_amount)} 再完结：被拒绝`, {
    原因: refusal instanceof ApiError ? `${refusal.code} ${refusal.apiMessage}` : '',
  })

  const before = await sandbox.requestsAbout(call.out_order_no)
  const wrong = await thrownBy(complete.post({ ...call, json: { ...call.json, total_amount: 1 } }))
  expectThat('算错的金额在本地就被拒绝', wrong instanceof CompletionRuleError)
  expectThat('没有发出任何请求', (await sandbox.requestsAbout(call.out_order_no)) === before)
  timeline.tell('商户', '总额与明细不符：本地拒绝，未发出请求', {
    原因: wrong instanceof CompletionRuleError ? wrong.hint!.zh : '',
  })
}

async function letDeductionFail(
  openid: string,
  outOrderNo: string,
  sandbox: SandboxControl,
  timeline: Timeline,
): Promise<void> {
  await sandbox.advance(1000)
  expectThat('扣款失败已记入订单', (await sandbox.eventsOf(outOrderNo)).includes('deduction_failed'))
  timeline.tell('微信支付', '自动扣款失败：余额不足，10 分钟后再试')
  await sandbox.setWallet(openid, 'sufficient')
  timeline.tell('用户', '充值零钱')
}

/** Each rental has its own user, since WeChat Pay allows at most three running services per user. */
function userOf(rental: number): string {
  return `oPowerBankUser_${rental + 1}`
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}
