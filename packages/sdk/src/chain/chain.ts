import type { Address } from '../operation/address.ts'
import type { Method } from '../operation/operation-facts.ts'
import { shownPath } from '../operation/shown-path.ts'
import { Memory } from './memory.ts'
import { isSegment, segmentOf } from './segments.ts'

/** Carries out the calls at the end of a chain. The chain itself knows nothing of requests. */
export interface Caller {
  /** @param asynchronous whether it was spelled `postAsync`; only the blocking client distinguishes it from `post` */
  call(method: Method, address: Address, options: unknown, asynchronous: boolean): unknown
  prepare(method: Method, address: Address, options: unknown): unknown
  pages(method: Method, address: Address, options: unknown): unknown
  items(method: Method, address: Address, options: unknown): unknown
}

const METHODS: ReadonlyMap<string, Method> = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
])

/**
 * Creates the object of an address. Each property is a segment; `get`, `post`, `put`, `patch`, `delete` (and each with
 * `Async`) are calls. Nodes and operations are created once and kept within the client's limit.
 *
 * @param path the address so far, without a leading slash
 */
function chainNode(path: string, caller: Caller, memory: Memory): object {
  const known = memory.map((key) => (isSegment(key) ? member(path, key, caller, memory) : undefined))
  const text = `WechatPay chain ${shownPath(path)}`
  return new Proxy(printedAs(Object.create(null) as object, text), {
    ...readOnly,
    get(_, key) {
      if (key === Symbol.toStringTag) return 'WechatPayChain'
      if (key === Symbol.toPrimitive) return () => text
      return typeof key === 'string' ? known(key) : undefined
    },
  })
}

function member(path: string, key: string, caller: Caller, memory: Memory): unknown {
  const method = METHODS.get(key.replace(/Async$/, ''))
  const below = join(path, segmentOf(key))
  return method
    ? operation(path, below, method, key.endsWith('Async'), caller, memory)
    : chainNode(below, caller, memory)
}

/** Creates a call that is also a node, because some addresses continue after a word like `delete`. */
function operation(
  path: string,
  below: string,
  method: Method,
  asynchronous: boolean,
  caller: Caller,
  memory: Memory,
): unknown {
  let node: object | undefined
  const address: Address = { path }
  const call = (options?: unknown): unknown => caller.call(method, address, options, asynchronous)
  call.prepare = (options?: unknown): unknown => caller.prepare(method, address, options)
  call.pages = (options?: unknown): unknown => caller.pages(method, address, options)
  call.items = (options?: unknown): unknown => caller.items(method, address, options)
  return new Proxy(printedAs(call, `WechatPay operation ${method} ${shownPath(path)}`), {
    get(target, key, receiver) {
      const isFunctions = Object.hasOwn(target, key) || Object.hasOwn(Function.prototype, key)
      if (isFunctions || !isSegment(key)) return Reflect.get(target, key, receiver)
      node ??= chainNode(below, caller, memory)
      return Reflect.get(node, key)
    },
  })
}

function join(path: string, segment: string): string {
  return path === '' ? segment : `${path}/${segment}`
}

/** Sets the text that Node prints. By default it would print the object behind the proxy. */
function printedAs<Target extends object>(target: Target, text: string): Target {
  return Object.defineProperty(target, Symbol.for('nodejs.util.inspect.custom'), { value: () => text })
}

const refuseChange = (): never => {
  throw new TypeError('a client and its chain are read-only: fake its fetch instead')
}

const readOnly = { set: refuseChange, defineProperty: refuseChange, deleteProperty: refuseChange }

const callerKey = Symbol('caller')

/** Returns the caller behind a client, for modules beside the chain; undefined for anything else. */
export function callerOf(client: unknown): Caller | undefined {
  return typeof client === 'object' && client !== null
    ? (client as { readonly [callerKey]?: Caller })[callerKey]
    : undefined
}

/**
 * Creates a client: the beginning of the chain, with its own members. Addresses written as one key (`wxpay['v3/…']`)
 * are kept like spelled ones.
 *
 * @param own members that are no addresses; `mchid` identifies the client when it is printed
 */
export function chainRoot(prototype: object, own: Readonly<Record<string, unknown>>, caller: Caller): object {
  const memory = new Memory()
  const root = chainNode('', caller, memory) as Readonly<Record<string, unknown>>
  const at = memory.map((path) => chainNode(path.replace(/^\//, ''), caller, memory))
  const members: Readonly<Record<string, unknown>> = { chain: at, ...own }
  const client = Object.defineProperty(Object.create(prototype) as object, callerKey, { value: caller })
  return new Proxy(printedAs(client, `WechatPay { mchid: '${String(own['mchid'])}' }`), {
    ...readOnly,
    get(target, key) {
      if (key === 'toJSON') return () => ({ mchid: own['mchid'] })
      if (typeof key === 'string' && Object.hasOwn(members, key)) return members[key]
      if (!isSegment(key)) return Reflect.get(target, key) as unknown
      return key.includes('/') ? at(key) : root[key]
    },
  })
}
