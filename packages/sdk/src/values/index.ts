/**
 * The known values of fields of answers, requests and bills, as constants; those of APIv2 begin with `V2`. A typing mistake in a comparison does not compile. Fields of answers are
 * open, since WeChat Pay adds values, so that `data.trade_state === 'PAYED'` cannot be refused.
 *
 * @example
 * import { TradeState } from 'wechatpay-ts/values'
 *
 * if (data.trade_state === TradeState.SUCCESS) ship()
 */
export * from '../generated/values.ts'
