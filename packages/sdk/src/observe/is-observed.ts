import { channels } from '#channels'
import { environment } from '../config/env.ts'
import type { Config } from '../config/resolve-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ConfigError } from '../errors/config-error.ts'

const DEBUG = 'WECHATPAY_DEBUG'

/** Returns whether anybody listens. Each call asks first, so that without listeners it costs nothing more. */
export function isObserved({ listeners }: Config): boolean {
  const { onRequest, onResponse, onRetry } = listeners
  if (onRequest ?? onResponse ?? onRetry) return true
  const { request, response, retry } = channels
  return request.hasSubscribers || response.hasSubscribers || retry.hasSubscribers || isDebugging()
}

/** @throws {ConfigError} `WECHATPAY_DEBUG` is neither on nor off */
export function isDebugging(): boolean {
  const env = environment()
  const value = (Object.hasOwn(env, DEBUG) && env[DEBUG]) || ''
  if (value === '' || value === '0' || value === 'false') return false
  if (value === '1' || value === 'true') return true
  throw new ConfigError(DEBUG, `${DEBUG}: expected 1 or 0, received ${describeValue(value)}`, {
    hint: { zh: '设为 1 打开，不设或设为 0 关闭', en: 'Set it to 1, or to 0.' },
  })
}
