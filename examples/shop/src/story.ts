import { createSandbox } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import { reconcile } from './reconcile.ts'
import { Bookshop } from './shop.ts'
import { type Narration, yuan } from './narration.ts'
import { type Follow, listen, webhookOf } from './webhook.ts'

const DAY = '2026-03-01'
const OPENING = Date.parse(`${DAY}T10:00:00+08:00`)
const NOON = Date.parse(`${DAY}T12:00:00+08:00`)
const NEXT_MORNING = Date.parse('2026-03-02T10:00:00+08:00')
const READER = 'oReader00000000000000000001'

/**
 * Plays a day of the shop against its own sandbox. A real shop's code differs only where the sandbox acts for people:
 * paying on the phone, and moving the clock.
 *
 * @returns whether the books match the bill
 */
export async function playDay(narration: Narration): Promise<boolean> {
  await using webhook = await listen(() => handler)
  await using sandbox = await createSandbox({
    clock: { now: OPENING, frozen: true },
    merchant: { notifyUrl: webhook.url },
  })
  const { appid } = sandbox.merchant
  const wxpay = new WechatPay(sandbox.clientOptions)
  // A real shop passes Date. This one sells while the clock stands still.
  const shop = new Bookshop({ wxpay, appid, notifyUrl: webhook.url, clock: { now: () => OPENING } })
  const handler = webhookOf(wxpay, appid, shop, following(narration))
  const pays = async (out_trade_no: string, input = {}): Promise<void> => {
    await sandbox.control.payments.pay(out_trade_no, input)
    await sandbox.idle()
  }

  narration.chapter('一、公众号里下单：JSAPI')
  const online = await shop.sellOnline('《设计心理学》两册', 11_800, READER)
  narration.tell('下单，调起参数交给网页', { 单号: online.sale.out_trade_no, 金额: yuan(11_800) })
  await pays(online.sale.out_trade_no, { openid: READER })

  narration.chapter('二、柜台扫码：Native')
  const counter = await shop.sellAtCounter('《海错图笔记》', 6_800)
  narration.tell('下单，二维码给顾客扫', { 二维码: counter.qrCode })
  await pays(counter.sale.out_trade_no, { bankType: 'CMB_DEBIT', outcome: 'bank_failed' }).catch((refused: Error) =>
    narration.tell('银行卡付款失败，订单还在', { 收银台: refused.message }),
  )
  await pays(counter.sale.out_trade_no)
  const left = await shop.sellAtCounter('《雪国》', 3_200)
  await shop.cancel(left.sale)
  narration.tell('顾客没付就走了：关单', { 状态: String((await shop.check(left.sale)).state) })

  narration.chapter('三、退掉一册')
  const back = await shop.takeBack(online.sale, 5_900, '买重了')
  narration.tell('申请退款', { 退款单号: back.out_refund_no, 金额: yuan(back.amount) })
  await sandbox.clock.set(NOON)

  narration.chapter('四、次日对账')
  await sandbox.clock.set(NEXT_MORNING)
  const { payments, refunds, total, differences } = await reconcile(wxpay, shop.sales.values(), DAY)
  for (const difference of differences) narration.tell('不一致', { 说明: difference })
  narration.tell(differences.length === 0 ? '账单与店里的账一致' : '账单与店里的账不一致', {
    付款: payments,
    退款: refunds,
    合计: yuan(total),
  })
  return differences.length === 0
}

function following(narration: Narration): Follow {
  return {
    paid: ({ out_trade_no, total }) =>
      narration.tell('通知 TRANSACTION.SUCCESS：验签、解密、核对金额通过，发货', {
        单号: out_trade_no,
        实付: yuan(total),
      }),
    refunded: ({ out_refund_no, amount }) =>
      narration.tell('通知 REFUND.SUCCESS：钱退到了顾客手里', { 退款单号: out_refund_no, 金额: yuan(amount) }),
  }
}
