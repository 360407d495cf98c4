/**
 * Creates the parameters with which a front end starts a payment (调起支付) from the order's answer. For PayScore's pages
 * use `launchParameters` of `wechatpay-ts/payscore`.
 */
export { appLaunch, type AppLaunch, type AppLaunchOptions } from './app.ts'
export { h5Launch, type H5LaunchOptions } from './h5.ts'
export {
  jsapiLaunch,
  miniProgramLaunch,
  type JsapiLaunch,
  type MiniProgramLaunch,
  type PrepayOptions,
} from './jsapi.ts'
export { nativeLaunch } from './native.ts'
export {
  transferAppLaunch,
  transferLaunch,
  type TransferAppLaunch,
  type TransferLaunch,
  type TransferLaunchOptions,
} from './transfer.ts'
