import { expectTypeOf } from 'vitest'
import type { WechatPay } from '../../src/index.ts'
import {
  PayscoreOrderState,
  ProfitSharingResult,
  RefundStatus,
  TradeState,
  TransferState,
} from '../../src/values/index.ts'

declare const wxpay: WechatPay

const { data } = await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({
  out_trade_no: 'T1',
  query: { mchid: '1' },
})

void (data.trade_state === TradeState.SUCCESS)
// @ts-expect-error a typing mistake
void (data.trade_state === TradeState.PAYED)
// @ts-expect-error the constants are read-only
TradeState.SUCCESS = 'SUCCESS'

// Each constant has a literal type, and the name of the object is the type of all of them.
expectTypeOf(TradeState.SUCCESS).toEqualTypeOf<'SUCCESS'>()
expectTypeOf<TradeState>().toEqualTypeOf<
  'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR'
>()
void ('SUCCESS' satisfies TradeState)
// @ts-expect-error a typing mistake
void ('PAYED' satisfies TradeState)

// The answers' type accepts every constant and stays open for other texts.
expectTypeOf<TradeState>().toExtend<typeof data.trade_state>()
expectTypeOf<typeof data.trade_state>().not.toExtend<TradeState>()
type Refund = Awaited<ReturnType<typeof wxpay.v3.refund.domestic.refunds.post>>['data']
expectTypeOf<RefundStatus>().toExtend<Refund['status']>()

void ([PayscoreOrderState.DOING, ProfitSharingResult.PENDING, TransferState.WAIT_USER_CONFIRM] as const)
