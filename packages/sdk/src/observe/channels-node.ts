import { channel } from 'node:diagnostics_channel'
import type { Channels } from './channels.ts'

/** The channels of `node:diagnostics_channel` that every client of this process publishes to. */
export const channels: Channels = {
  request: channel('wechatpay-ts:request'),
  response: channel('wechatpay-ts:response'),
  retry: channel('wechatpay-ts:retry'),
}
