import { downloadAddress } from '../../../kernel/answers/example-bill.ts'
import type { Routes } from '../../../kernel/product.ts'
import type { CallTo } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { stocks } from '../../coupon/index.ts'
import { billFile, digestOf } from '../bill-file.ts'
import { writeToken } from '../download-token.ts'
import { refusals } from '../refusals.ts'
import { type FlowPolicy, type StockFlow, flowReadyAt, stockFlowLines } from '../stock-flow.ts'

/** Lifetime of the address, ms. */
const URL_LIFETIME_MS = 30_000

/** The creator of a stock of vouchers applies for the file of its uses or refunds, and downloads it like a bill. */
export const stockFlowRoutes: Routes<FlowPolicy> = {
  marketingFavorStockUseFlow: { act: (call) => apply(call, 'use') },
  marketingFavorStockRefundFlow: { act: (call) => apply(call, 'refund') },
}

type FlowCall = CallTo<'marketingFavorStockUseFlow' | 'marketingFavorStockRefundFlow', FlowPolicy>

async function apply(call: FlowCall, flow: StockFlow['flow']): Promise<object> {
  const { merchant, now, params, world } = call
  const stock = await world.entities.findOfAny(stocks, 'stock_id', params.stock_id)
  if (!stock) throw new Refused(refusals.noStock)
  if (stock.mchid !== merchant.mchid) throw new Refused(refusals.notOwnStock)
  const stockFlow = { stock_id: stock.stock_id, flow }
  const isReady = now >= flowReadyAt(stock)
  const hash_value = isReady && (await digestOf(billFile(stockFlowLines(stock.mchid, stockFlow, world))))
  if (!hash_value) throw new Refused(refusals.noFlow)
  const token = writeToken({ mchid: merchant.mchid, stockFlow, expiresAt: now + URL_LIFETIME_MS }, merchant)
  return { url: downloadAddress(call, token), hash_value, hash_type: 'SHA1' }
}
