import type { OptionNamer } from '../shared/option-error.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { ownClientOptions } from '../config/resolve-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { nameOrDots } from '../errors/describe-value.ts'

/**
 * Copies the options for another thread. The copy is made now, because the thread starts only with the first call and
 * must not see later changes. Every value is checked, so that no option is forgotten.
 *
 * @throws {ConfigError} names an option that cannot be passed to a thread
 */
export function cloneableOptions(given: WechatPayOptions, nameOf: OptionNamer): WechatPayOptions {
  const options = ownClientOptions(given)
  // The check of all options refuses a value that is no object.
  return typeof options === 'object' && options !== null ? (copyOf(options, '', nameOf) as WechatPayOptions) : options
}

function copyOf(value: unknown, path: string, nameOf: OptionNamer): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw refused(nameOf(path))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item, at) => copyOf(item, `${path}[${at}]`, nameOf))
  if (isPlain(value)) {
    const below = path === '' ? '' : `${path}.`
    const entries = Object.entries(value).map(([name, member]) => {
      // Option names are words; any other name may be a key id, or even a key.
      return [name, copyOf(member, below + nameOrDots(name), nameOf)] as const
    })
    return Object.fromEntries(entries)
  }
  return cloneOf(value, nameOf(path))
}

/** Clones bytes and keys. An instance of a class would arrive without its methods. */
function cloneOf(value: object, name: string): unknown {
  let clone: object
  try {
    clone = structuredClone(value)
  } catch {
    throw refused(name)
  }
  if (ArrayBuffer.isView(value) || Object.getPrototypeOf(clone) === Object.getPrototypeOf(value)) return clone
  throw refused(name)
}

/** Whether a value is an object literal, or a copy of options, whose prototype is empty. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refused(name: string): ConfigError {
  return new ConfigError(name, `${name}: the blocking client works in another thread, where functions cannot go`, {
    hint: { zh: '请改用异步客户端，或直接传入密钥内容', en: 'Use the asynchronous client, or give the key itself.' },
  })
}
