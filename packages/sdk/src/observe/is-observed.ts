import { channels } from '#channels'
import { environment } from '../config/env.ts'
import type { Config } from '../config/resolve-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ConfigError } from '../errors/config-error.ts'

const DEBUG = 'WECHATPAY_DEBUG'

/** The clients' answers. Each reads its environment at its first call, because that costs more than all other checks. */
const debugging = new WeakMap<Config, boolean>()

/** Returns whether anybody listens. Each call asks first, so that without listeners it costs nothing more. */
export function isObserved(config: Config): boolean {
  const { onRequest, onResponse, onRetry } = config.listeners
  if (onRequest ?? onResponse ?? onRetry) return true
  const { request, response, retry } = channels
  return request.hasSubscribers || response.hasSubscribers || retry.hasSubscribers || isDebugging(config)
}

/** @throws {ConfigError} `WECHATPAY_DEBUG` is neither on nor off */
export function isDebugging(config: Config): boolean {
  const known = debugging.get(config)
  if (known !== undefined) return known
  const value = readDebug()
  debugging.set(config, value)
  return value
}

function readDebug(): boolean {
  const env = environment()
  const value = (Object.hasOwn(env, DEBUG) && env[DEBUG]) || ''
  if (value === '' || value === '0' || value === 'false') return false
  if (value === '1' || value === 'true') return true
  throw new ConfigError(DEBUG, `${DEBUG}: expected 1 or 0, received ${describeValue(value)}`, {
    hint: { zh: '设为 1 打开，不设或设为 0 关闭', en: 'Set it to 1, or to 0.' },
  })
}
