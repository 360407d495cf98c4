import type {
  Change,
  ControlApi,
  Endpoint,
  OrderView,
  Page,
  PageRequest,
  PaymentRef,
  PaymentView,
  PlatformState,
  UserView,
} from './api.ts'
import { refOf } from './payment-ref.ts'
import { readEvents } from './server-sent-events.ts'
import { tokenHeader } from './token.ts'

/** The control API of the sandbox that served this page. */
const base = '/_sandbox/api'

/** The sandbox refused a request or did not answer. */
export class ControlProblem extends Error {
  override readonly name = 'ControlProblem'
  /** HTTP status; 0 when no answer came. */
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(init.body !== undefined && { 'Content-Type': 'application/json' }), ...tokenHeader() }
  const response = await fetch(`${base}${path}`, { ...init, headers }).catch((cause: unknown) => {
    throw new ControlProblem(0, '沙箱没有应答，它可能已经停止。', { cause })
  })
  if (!response.ok) throw new ControlProblem(response.status, refusal(response.status, await response.text()))
  return response
}

/** Formats `{ error: { message, hint } }` as one sentence. */
function refusal(status: number, text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; hint?: string } }
    const words = [error?.message, error?.hint].filter((word) => word !== undefined && word !== '')
    if (words.length > 0) return words.join(' ')
  } catch {
    // The answer is not JSON, so it did not come from the control API.
  }
  return `沙箱答复 ${status}：${text.slice(0, 200)}`
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Page and sandbox are built from the same sources, so the answer's shape is not checked. */
async function get<T>(path: string, query: Query = {}): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const search = new URLSearchParams(given).toString()
  return (await (await send(search === '' ? path : `${path}?${search}`)).json()) as T
}

async function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof ControlProblem && error.status === 404) return undefined
    throw error
  }
}

async function command(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<void> {
  const response = await send(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  // The connection is reusable only after the body is read to its end.
  await response.text()
}

async function ask<T>(path: string, body: unknown): Promise<T> {
  return (await (await send(path, { method: 'POST', body: JSON.stringify(body) })).json()) as T
}

function pageOf<T>(name: string, { [name]: items, next }: Record<string, unknown>): Page<T> {
  return { items: items as T[], ...(next !== undefined && { next: next as string }) }
}

/** The answers of the confirm page. */
interface Visit {
  readonly order: OrderView
}

const order = (outOrderNo: string): string => `/orders/${encodeURIComponent(outOrderNo)}`

const payment = ({ outTradeNo }: PaymentRef): string => `/payments/${encodeURIComponent(outTradeNo)}`

export const controlApi: ControlApi = {
  clock: () => get('/clock'),
  agenda: async (query) => (await get<{ agenda: [] }>('/agenda', query)).agenda,
  orders: async (query: PageRequest) => pageOf('orders', await get('/orders', { ...query })),
  order: (outOrderNo) => orNothing(get(order(outOrderNo))),
  payments: async (query: PageRequest) => pageOf('payments', await get('/payments', { ...query })),
  payment: (which) => orNothing(get(payment(which), { combined: which.combined })),
  refunds: async (query) => pageOf('refunds', await get('/refunds', { ...query })),
  coupons: async (query) => pageOf('coupons', await get('/coupons', { ...query })),
  stocks: async (query) => pageOf('stocks', await get('/coupons/stocks', { ...query })),
  giveCoupon: (input) => command('POST', '/coupons', input),
  offeredCoupons: async (which, query) =>
    (await get<{ coupons: [] }>(`${payment(which)}/coupons`, { ...query, combined: which.combined })).coupons,
  happenings: async (limit) => (await get<{ events: [] }>('/events', { limit })).events,
  deliveries: async (query) => pageOf('deliveries', await get('/deliveries', { ...query })),
  delivery: (id) => orNothing(get(`/deliveries/${encodeURIComponent(id)}`)),
  requests: async (limit) => (await get<{ requests: [] }>('/requests', { limit })).requests,
  faults: async () => (await get<{ faults: [] }>('/faults')).faults,
  defaultUser: async () => (await get<{ users: [UserView] }>('/users', { limit: 1 })).users[0],
  user: (openid) => get(`/users/${encodeURIComponent(openid)}`),
  async settings() {
    const [{ endpoints }, platform] = await Promise.all([
      get<{ endpoints: readonly Endpoint[] }>('/endpoints'),
      get<PlatformState>('/platform'),
    ])
    return { endpoints, platform }
  },
  environment: async () => (await send('/merchant/env')).text(),
  balances: async () => (await get<{ balances: [] }>('/balances')).balances,
  topUp: (input) => command('POST', '/balances/top-up', input),
  setBalance: (input) => command('PUT', '/balances', input),
  settle: () => command('POST', '/balances/settle'),
  advance: (ms) => command('POST', '/clock/advance', { ms }),
  moveTo: (instant) => command('POST', '/clock/set', { instant }),
  stopMoves: () => command('POST', '/clock/stop'),
  freeze: () => command('POST', '/clock/freeze'),
  resume: () => command('POST', '/clock/resume'),
  confirm: async (outOrderNo, openid) => (await ask<Visit>(`${order(outOrderNo)}/confirm`, { openid })).order,
  decline: async (outOrderNo) => (await ask<Visit>(`${order(outOrderNo)}/decline`, {})).order,
  pay: (outOrderNo) => ask(`${order(outOrderNo)}/pay`, {}),
  authCode: (openid) => ask('/payments/auth-code', { openid }),
  scan: async (codeUrl) => refOf(await ask<PaymentView>('/payments/scan', { codeUrl })),
  payPayment: (which, input) => ask(`${payment(which)}/pay`, { ...input, combined: which.combined }),
  decideRefund: (outRefundNo, outcome) =>
    command('POST', `/refunds/${encodeURIComponent(outRefundNo)}/decide`, { outcome }),
  setUser: (openid, settings) => command('PATCH', `/users/${encodeURIComponent(openid)}`, settings),
  setEndpoint: (endpoint) => command('PUT', '/endpoints', endpoint),
  setPlatform: (changes) => command('PATCH', '/platform', changes),
  rotateCertificate: () => command('POST', '/platform/certificates', {}),
  dropCertificate: (serial) => command('DELETE', `/platform/certificates/${serial}`),
  replay: (id) => command('POST', `/deliveries/${encodeURIComponent(id)}/replay`),
  addFault: (fault) => command('POST', '/faults', fault),
  removeFault: (id) => command('DELETE', `/faults/${encodeURIComponent(id)}`),
  reset: () => command('POST', '/reset'),
  async watch({ open, changed, signal }) {
    const response = await send('/stream', { signal })
    open()
    for await (const { event, data } of readEvents(response)) {
      if (event === 'change') changed(JSON.parse(data) as Change)
    }
  },
}
