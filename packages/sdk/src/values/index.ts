/**
 * Constants for the known values of fields in answers, requests and bills; those of APIv2 begin with `V2`. A misspelt
 * constant does not compile, while a misspelt text such as `data.trade_state === 'PAYED'` does: the types of answers
 * are open, since WeChat Pay adds values.
 *
 * @example
 * import { TradeState } from 'wechatpay-ts/values'
 *
 * if (data.trade_state === TradeState.SUCCESS) ship()
 */
export * from '../generated/values.ts'
