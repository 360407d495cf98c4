import { crypto, utf8Decode } from 'wechatpay-ts/crypto'
import { confirmOrder } from '../../src/products/payafter/confirm-order.ts'
import { randomIds } from '../../src/products/payafter/ids.ts'
import { type SandboxPolicy, createPolicy, implementations } from '../../src/products/index.ts'
import type { SandboxUser } from '../../src/kernel/merchant/user.ts'
import { createApi } from '../../src/kernel/protocol/api.ts'
import type { ApiDeps, RequestEntry } from '../../src/kernel/protocol/deps.ts'
import type { Fault } from '../../src/kernel/faults/faults.ts'
import type { MerchantView } from '../../src/kernel/merchant/merchant-view.ts'
import { TrafficShare } from '../../src/kernel/protocol/traffic-share.ts'
import { MemoryOrders } from './memory-orders.ts'
import { APPID, MCHID, PUBLIC_KEY_ID, authorization, bytesOf, isAuthentic, keys, merchant } from './merchant.ts'

/** An answer, decoded in every form that tests check. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown
  readonly signed: boolean
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | null>>
  /** Changes that affect the signature only. */
  readonly signed?: Readonly<{
    method?: string
    target?: string
    body?: string
    mchid?: string
    serial?: string
    nonce?: string
    secondsOff?: number
  }>
}

export const T0 = Date.UTC(2026, 2, 1, 2)

/** The API with its surroundings and two clocks: business time at T0, transport time half a day later. */
export function world(
  changes: {
    policy?: Partial<SandboxPolicy>
    merchant?: Partial<MerchantView>
    deps?: Partial<ApiDeps<SandboxPolicy>>
  } = {},
) {
  const orders = new MemoryOrders()
  const journal: RequestEntry[] = []
  const errors: unknown[] = []
  const faults: Partial<Fault>[] = []
  const users = new Map<string, SandboxUser>([
    ['oUser', { openid: 'oUser', credit: 'good', authorisedServices: 'all' }],
    ['oStranger', { openid: 'oStranger', credit: 'good', authorisedServices: [] }],
    ['oPoor', { openid: 'oPoor', credit: 'rejected', authorisedServices: 'all' }],
  ])
  const clock = { virtual: T0, real: T0 + 12 * 3_600_000 }
  const resets = { count: 0 }
  const seen = new Set<string>()
  const known: MerchantView = { ...merchant, ...changes.merchant }
  const deps: ApiDeps<SandboxPolicy> = {
    policy: createPolicy(changes.policy),
    now: () => Promise.resolve(clock.virtual),
    wallClock: () => clock.real,
    merchants: { find: (mchid) => Promise.resolve(mchid === MCHID ? known : undefined) },
    users: { find: (openid) => Promise.resolve(users.get(openid)) },
    entities: orders.entities,
    statements: {} as never,
    routes: implementations,
    share: new TrafficShare(),
    faults: { take: () => Promise.resolve(faults.shift() as Fault | undefined) },
    resetConnection: () => void resets.count++,
    nonces: { seen: (mchid, nonce) => Promise.resolve(seen.size === seen.add(`${mchid}/${nonce}`).size) },
    onRequest: (entry) => void journal.push(entry),
    onError: (error) => void errors.push(error),
    ...changes.deps,
  }
  const api = createApi(deps)

  async function send(
    method: string,
    target: string,
    body?: string | Uint8Array,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { secondsOff = 0, ...claimed } = options.signed ?? {}
    const timestamp = Math.floor(clock.real / 1000) + secondsOff
    const headers = new Headers({ accept: 'application/json', 'user-agent': 'test', 'wechatpay-serial': PUBLIC_KEY_ID })
    if (body !== undefined) headers.set('content-type', 'application/json')
    headers.set(
      'authorization',
      await authorization({ method, target, ...(body !== undefined && { body }), timestamp, ...claimed }),
    )
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === null) headers.delete(name)
      else headers.set(name, value)
    }
    return exchange(
      new Request(`http://sandbox${target}`, { method, headers, ...(body !== undefined && { body: bytesOf(body) }) }),
    )
  }

  async function exchange(request: Request, env?: object): Promise<Answer> {
    const response = await api.fetch(request, env)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = utf8Decode(bytes)
    const { status, headers } = response
    return { status, headers, bytes, text, json: parsed(headers, text), signed: await isAuthentic(headers, bytes) }
  }

  const post = (target: string, body: object, options?: CallOptions) =>
    send('POST', target, JSON.stringify(body), options)

  return {
    api,
    clock,
    errors,
    exchange,
    faults,
    journal,
    orders,
    resets,
    send,
    post,
    create: (changes: object = {}, options?: CallOptions) => post(ORDERS, { ...creation, ...changes }, options),
    complete: (changes: object = {}, options?: CallOptions) =>
      post(`${ORDERS}/PB1/complete`, { ...completion, ...changes }, options),
    query: (options?: CallOptions) =>
      send('GET', `${ORDERS}?service_id=500001&appid=${APPID}&out_order_no=PB1`, undefined, options),
    order: () => orders.find(MCHID, 'PB1'),
    /** Confirms the order as the phone does. */
    async confirm(): Promise<void> {
      const order = await orders.find(MCHID, 'PB1')
      const user = users.get('oUser')
      const service = known.services[0]
      if (!order || !user || !service) throw new Error('nothing to confirm')
      const decision = confirmOrder(
        order,
        service,
        { user, openOrders: [] },
        { now: clock.virtual, policy: deps.policy, ids: randomIds },
      )
      if (decision.outcome === 'refused') throw new Error(decision.message)
      orders.put(decision.entity)
    },
    /** Returns the ticket from a query. */
    async ticket(): Promise<string> {
      const { json } = await this.query()
      return (json as { finish_ticket: string }).finish_ticket
    },
    /** Creates an order that can be completed, half an hour after its start. */
    async running(): Promise<string> {
      await this.create()
      await this.confirm()
      clock.virtual += 30 * 60_000
      return this.ticket()
    },
  }
}

export const ORDERS = '/v3/payscore/payafter-orders'

export const creation = {
  appid: APPID,
  service_id: '500001',
  out_order_no: 'PB1',
  service_start_time: 'OnAccept',
  service_start_location: '深圳湾万象城A柜',
  service_introduction: '共享充电宝租借',
  fees: [{ fee_name: '租借费用', fee_desc: '2.5元/30分钟' }],
  risk_amount: 9900,
}

export const completion = {
  appid: APPID,
  service_id: '500001',
  finish_type: 2,
  real_service_end_time: '20260301102959',
  fees: [{ fee_name: '租借费用', fee_amount: 250 }],
  total_amount: 250,
}

/** Encrypts to the platform, as merchants send sensitive fields. */
export function encrypted(text: string, publicKey: Uint8Array = keys.platform.publicKey): Promise<string> {
  return crypto.fieldEncrypter(publicKey).encrypt(text)
}

function parsed(headers: Headers, text: string): unknown {
  return text !== '' && headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined
}
