import { channels } from '#channels'
import { describeValue } from '../errors/describe-value.ts'
import { ConfigError } from '../errors/config-error.ts'
import { environment } from '../shared/environment.ts'
import type { CallListeners } from './events.ts'

const DEBUG = 'WECHATPAY_DEBUG'

/** The part of a client that tells who listens. */
export interface ListenedClient {
  readonly listeners: CallListeners
}

/** The clients' answers. Each reads its environment at its first call, because that costs more than all other checks. */
const debugging = new WeakMap<ListenedClient, boolean>()

/** Returns whether anybody listens. Each call asks first, so that without listeners it costs nothing more. */
export function isObserved(client: ListenedClient): boolean {
  const { onRequest, onResponse, onRetry } = client.listeners
  if (onRequest ?? onResponse ?? onRetry) return true
  const { request, response, retry } = channels
  return request.hasSubscribers || response.hasSubscribers || retry.hasSubscribers || isDebugging(client)
}

/** @throws {ConfigError} `WECHATPAY_DEBUG` is neither on nor off */
export function isDebugging(client: ListenedClient): boolean {
  const known = debugging.get(client)
  if (known !== undefined) return known
  const value = readDebug()
  debugging.set(client, value)
  return value
}

function readDebug(): boolean {
  const value = variable()
  if (value === '' || value === '0' || value === 'false') return false
  if (value === '1' || value === 'true') return true
  throw new ConfigError(DEBUG, `${DEBUG}: expected 1 or 0, received ${describeValue(value)}`, {
    hint: { zh: '设为 1 打开，不设或设为 0 关闭', en: 'Set it to 1, or to 0.' },
  })
}

/** Returns the variable; an empty text also where the program may not read its environment, as in Deno. */
function variable(): string {
  try {
    const env = environment()
    return (Object.hasOwn(env, DEBUG) && env[DEBUG]) || ''
  } catch {
    return ''
  }
}
