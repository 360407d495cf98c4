import type { DocumentedError, Operation, Spec } from '../../spec/model.ts'

/**
 * The number under which the sandbox remembers an operation that no product implements, and the error for an unknown
 * number.
 */
export interface OperationMemory {
  readonly kind: string
  readonly part: 'creates' | 'continues' | 'asks'
  readonly number: readonly string[]
  readonly query?: string | undefined
  readonly creators: readonly string[]
  readonly refusal: { readonly status: number; readonly code: string; readonly message: string }
}

/** A call, and the places of the numbers by which its query finds the outcome. */
interface Keyed {
  readonly operation: Operation
  readonly places: readonly (readonly [parameter: string, place: string])[]
}

/** Last path segments of calls that change an existing thing and create nothing. */
const ACTS_ON = /close|reverse|^cancel|revoke|terminate|publish|^confirm$|^consume$/
/** Names of numbers that the merchant chooses. */
const MERCHANTS_NUMBER =
  /^(?:combine_)?out_\w+_(?:no|code|id)$|^partner_trade_no$|^mch_billno$|^business_code$|^merchant_\w+_no$/

/**
 * Finds, by operation id, the calls that create something under a merchant's number, the calls that act on it, and its
 * query.
 */
export function operationMemories({ operations }: Pick<Spec, 'operations'>): ReadonlyMap<string, OperationMemory> {
  const keyed = operations.map(numbersOf).filter(({ places }) => places.length > 0)
  const memories = new Map<string, OperationMemory>()
  for (const { operation, places } of keyed) {
    // It has no query; the sandbox still recognises a repeat of the call.
    if (!operation.resolve) memories.set(operation.id, creation({ operation, places }, operation.id, []))
  }
  const families = Map.groupBy(
    keyed.filter(({ operation }) => operation.resolve),
    ({ operation }) => operation.resolve!.operation,
  )
  for (const [query, members] of families) {
    const creators = members.filter(creates)
    const [first] = creators
    if (!first) continue
    const names = parametersOf(first)
    const ids = creators.map(({ operation }) => operation.id)
    const number = names.split(',').map((name) => placeIn(query, name))
    memories.set(query.id, { kind: query.id, part: 'asks', number, creators: ids, refusal: unknownNumber(query) })
    for (const member of members.filter((one) => parametersOf(one) === names)) {
      memories.set(
        member.operation.id,
        creates(member) ? creation(member, query.id, ids, query.id) : continuation(member, query.id, ids),
      )
    }
  }
  return memories
}

function creation({ operation, places }: Keyed, kind: string, creators: readonly string[], query?: string) {
  const number = places.map(([, place]) => place)
  return { kind, part: 'creates', number, query, creators, refusal: otherParameters(operation) } as const
}

function continuation({ operation, places }: Keyed, kind: string, creators: readonly string[]): OperationMemory {
  const number = places.map(([, place]) => place)
  return { kind, part: 'continues', number, query: kind, creators, refusal: unknownNumber(operation) }
}

function parametersOf({ places }: Keyed): string {
  return places.map(([parameter]) => parameter).join(',')
}

/** The merchant's numbers in a call: those that make a repeat idempotent, else those that its query requires. */
function numbersOf(operation: Operation): Keyed {
  const { resolve, businessKey, parameters } = operation
  const own = (name: string): string =>
    `${parameters.path.some((one) => one.name === name) ? 'path' : bodyPlace(operation)}.${name}`
  if (!resolve) return { operation, places: businessKey.map((name) => [name, own(name)] as const) }
  const mapped = Object.entries(resolve.with).filter(([, place]) => !place.startsWith('='))
  const keys = mapped.filter(([, place]) => businessKey.includes(place.split('.')[1] ?? ''))
  if (keys.length > 0) return { operation, places: keys }
  const numbers = mapped.filter(([parameter]) => MERCHANTS_NUMBER.test(parameter))
  const needed = numbers.filter(([parameter]) => isNeeded(resolve.operation, parameter))
  return { operation, places: needed.length > 0 ? needed : numbers.slice(0, 1) }
}

function isNeeded({ parameters, body }: Operation, name: string): boolean {
  const isRequired = [...parameters.path, ...parameters.query].some((one) => one.name === name && one.required)
  return isRequired || body.schema?.required?.includes(name) === true
}

function creates({ operation: { method, path }, places }: Keyed): boolean {
  const inBody = places.every(([, place]) => !/^(?:path|query)\./.test(place))
  return method === 'POST' && inBody && !ACTS_ON.test(path.split('/').at(-1) ?? '')
}

function placeIn(operation: Operation, name: string): string {
  const { path, query } = operation.parameters
  if (path.some((one) => one.name === name)) return `path.${name}`
  return query.some((one) => one.name === name) ? `query.${name}` : `${bodyPlace(operation)}.${name}`
}

function bodyPlace({ body }: Operation): string {
  return body.kind === 'xml' ? 'xml' : 'json'
}

/** Picks the operation's documented error for an unknown number. */
function unknownNumber(operation: Operation): OperationMemory['refusal'] {
  const isOther = ({ code, message = '' }: DocumentedError): boolean =>
    /MCH|USER|APPID|PARAM/.test(code) || /MCHID|商户号不存在/.test(message)
  const candidates = operation.errors.filter(
    (row) => /NOT_?EXIST|NOT_?FOUND|NO_?RECORD/.test(row.code) && !isOther(row),
  )
  const row = candidates.find(({ status }) => status === 404) ?? candidates[0]
  if (row) return refusal(row)
  if (operation.version === 'v3')
    return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '记录不存在，请检查单号是否正确' }
  const fields = Object.keys(operation.body.schema?.properties ?? {})
  if (fields.includes('out_refund_no')) return { status: 200, code: 'REFUNDNOTEXIST', message: '退款订单不存在' }
  if (fields.includes('out_trade_no')) return { status: 200, code: 'ORDERNOTEXIST', message: '此交易订单号不存在' }
  return { status: 200, code: 'NOT_FOUND', message: '指定单号数据不存在' }
}

const USED = /^(?:RESOURCE_)?ALREADY_EXISTS$|^OUT_TRADE_NO_USED$/

/** Picks the operation's documented error for a number that was used with other parameters. */
function otherParameters({ errors, version }: Operation): OperationMemory['refusal'] {
  const row =
    errors.find(({ message = '' }) => /重入|原请求/.test(message)) ??
    errors.find(({ code, message = '' }) => USED.test(code) && /已存在|已经存在|已使用|重复|冲突|在途/.test(message)) ??
    errors.find(({ meaning }) => meaning === '参数格式有误，或重复请求与首次不一致')
  if (row) return refusal(row)
  const status = version === 'v2' ? 200 : 400
  return { status, code: 'INVALID_REQUEST', message: '该单号已使用过，且本次请求的参数与首次不一致' }
}

function refusal({ status, code, message, meaning }: DocumentedError): OperationMemory['refusal'] {
  return { status, code, message: message ?? meaning }
}
