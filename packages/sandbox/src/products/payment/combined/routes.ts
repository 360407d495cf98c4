import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { transportRefusals } from '../../../kernel/protocol/transport-refusals.ts'
import { payments } from '../entity.ts'
import type { Payment, Surface } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { refusals as ordinary } from '../refusals.ts'
import { h5Url } from '../routes/answers.ts'
import { type PaymentCall, contextOf } from '../routes/call.ts'
import { closeCombined } from './close.ts'
import { createCombined } from './create.ts'
import { decideCombined } from './decide.ts'
import type { CombinedDecision } from './decision.ts'
import { SUB_ORDER, combinedOrders, partsIn, partsOf, subOrderKey } from './entity.ts'
import { requireParticipants } from './participants.ts'
import { presentCombined } from './present.ts'
import { inCombinedStyle } from './refusals.ts'
import { type CombinedCreation, commandOf } from './terms.ts'

type Creation = CallTo<CombinedCreation, PaymentPolicy>

/** Combined orders (合单支付) of merchants and partners through APIv3. */
export const combinedRoutes: Routes<PaymentPolicy> = {
  combineTransactionsJsapi: { act: create('jsapi', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  combineTransactionsApp: { act: create('app', ({ prepay }) => ({ prepay_id: prepay?.id })) },
  combineTransactionsNative: { act: create('native', (order) => ({ code_url: combinedCodeUrl(order) })) },
  combineTransactionsH5: { act: create('h5', (order, origin) => ({ h5_url: h5Url(order, origin) })) },
  combineTransactionByOutTradeNo: { act: inStyle(query) },
  combineTransactionByOutTradeNoClose: { act: inStyle(close) },
}

/** The text of a combined order's QR code. */
function combinedCodeUrl({ prepay }: Payment): string {
  return `weixin://wxpay/bizpayurl/up?pr=${prepay?.code}&groupid=00`
}

function create(surface: Surface, answer: (order: Payment, origin: string) => object) {
  return inStyle(async (call: Creation) => {
    const { merchant, world, origin } = call
    const { mchid } = merchant
    const { body } = call
    if (body.combine_mchid !== mchid) throw new Refused(transportRefusals.mchidMismatch)
    const command = commandOf(body, { mchid, surface })
    await requireParticipants(call, command.subOrders)
    requireSubAppid(command.terms.openidOf, command.sub_appid)
    const context = contextOf(call)
    const subject = { mchid, combine_out_trade_no: command.out_trade_no, asked: command.subOrders }
    const numbers = command.subOrders.map(({ out_trade_no }) => out_trade_no)
    const isTaken = async (): Promise<boolean> => {
      const found = await Promise.all(
        numbers.map((number) => world.entities.findByKey(combinedOrders, mchid, SUB_ORDER, subOrderKey(mchid, number))),
      )
      return found.some((order) => order !== undefined)
    }
    const isUsed = new Set(numbers).size < numbers.length || (await isTaken())
    const decision = await decideCombined(world, subject, (order, parts) =>
      createCombined(order, command, isUsed || parts.length > 0, context),
    ).catch(async (error: unknown) => {
      // If two simultaneous creations share a sub order's number, the unique index accepts only one.
      if (!isUsed && (await isTaken())) throw new Refused(ordinary.numberUsed)
      throw error
    })
    return answer(accepted(decision), origin)
  })
}

async function query({
  world,
  merchant,
  params,
}: CallTo<'combineTransactionByOutTradeNo', PaymentPolicy>): Promise<object> {
  const order = await world.entities.find(combinedOrders, merchant.mchid, params.combine_out_trade_no)
  if (!order) throw new Refused(ordinary.notExist)
  if (world.policy.combineRefundedState === 'SUCCESS') return presentCombined(order)
  const found = await Promise.all(
    partsOf(order).map((sub) => world.entities.find(payments, sub.mchid, sub.out_trade_no)),
  )
  const parts = partsIn(order, found)
  return presentCombined(order, (sub) => parts.find((part) => part.out_trade_no === sub.out_trade_no)?.state)
}

async function close(call: CallTo<'combineTransactionByOutTradeNoClose', PaymentPolicy>): Promise<undefined> {
  const { world, merchant, params } = call
  const { combine_appid, sub_orders } = call.body
  const command = { appid: combine_appid, subOrders: sub_orders }
  const context = contextOf(call)
  const subject = { mchid: merchant.mchid, combine_out_trade_no: params.combine_out_trade_no }
  accepted(await decideCombined(world, subject, (order, parts) => closeCombined(order, parts, command, context)))
}

/** `sub_openid` belongs to the `sub_appid` that one of the sub orders must have. */
function requireSubAppid(openidOf: 'sub' | undefined, sub_appid: string | undefined): void {
  if (openidOf === 'sub' && sub_appid === undefined) throw new Refused(ordinary.subOpenidAlone)
}

/** @throws {Refused} the decision is a refusal */
function accepted(decision: CombinedDecision): Payment {
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}

/** Runs an operation and spells its refusals as the tables of combined orders do. */
function inStyle<Call extends PaymentCall>(act: (call: Call) => Promise<object | undefined>) {
  return async (call: Call): Promise<object | undefined> => {
    try {
      return await act(call)
    } catch (error) {
      throw error instanceof Refused ? new Refused(inCombinedStyle(error.refusal, call.world.policy)) : error
    }
  }
}
