import type { ControlApi, Endpoint, Part, PlatformState, Settings, Snapshot } from './api.ts'

/** The control API of the sandbox that served this page. */
const base = '/_sandbox/api'

async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error('沙箱没有应答，它可能已经停止。', { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new Error(refusal(response.status, text))
  // The two ends are built from the same sources, so the shape is taken at its word.
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** `{ error: { message, hint } }` as one sentence. */
function refusal(status: number, text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; hint?: string } }
    const words = [error?.message, error?.hint].filter((word) => word !== undefined && word !== '')
    if (words.length > 0) return words.join(' ')
  } catch {
    // Not JSON: whatever answered was not the control API.
  }
  return `沙箱答复 ${status}：${text.slice(0, 200)}`
}

const order = (outOrderNo: string): string => `/orders/${encodeURIComponent(outOrderNo)}`

/** Where the parts are read that stand in one place, and under which name they stand in the answer. */
const sources: Readonly<Record<Exclude<Part, 'settings'>, readonly [path: string, name?: string]>> = {
  clock: ['/clock'],
  tasks: ['/agenda', 'agenda'],
  orders: ['/orders', 'orders'],
  deliveries: ['/deliveries', 'deliveries'],
  requests: ['/requests', 'requests'],
  faults: ['/faults', 'faults'],
  users: ['/users', 'users'],
}

async function readSettings(): Promise<Settings> {
  const [{ endpoints }, platform] = await Promise.all([
    call<{ endpoints: readonly Endpoint[] }>('GET', '/endpoints'),
    call<PlatformState>('GET', '/platform'),
  ])
  return { endpoints, platform }
}

export const controlApi: ControlApi = {
  async read<P extends Part>(part: P) {
    if (part === 'settings') return (await readSettings()) as Snapshot[P]
    const source: Exclude<Part, 'settings'> = part
    const [path, name] = sources[source]
    if (name === undefined) return call<Snapshot[P]>('GET', path)
    const { [name]: content } = await call<Record<string, Snapshot[P]>>('GET', path)
    if (content === undefined) throw new Error(`${base}${path} 的应答里没有 ${name}`)
    return content
  },
  advance: (ms) => call('POST', '/clock/advance', { ms }),
  moveTo: (instant) => call('POST', '/clock/set', { instant }),
  freeze: () => call('POST', '/clock/freeze'),
  resume: () => call('POST', '/clock/resume'),
  confirm: (outOrderNo) => call('POST', `${order(outOrderNo)}/confirm`),
  decline: (outOrderNo) => call('POST', `${order(outOrderNo)}/decline`),
  pay: (outOrderNo) => call('POST', `${order(outOrderNo)}/pay`),
  setUser: (openid, settings) => call('PATCH', `/users/${encodeURIComponent(openid)}`, settings),
  setEndpoint: (endpoint) => call('PUT', '/endpoints', endpoint),
  setPlatform: (changes) => call('PATCH', '/platform', changes),
  rotateCertificate: () => call('POST', '/platform/certificates', {}),
  dropCertificate: (serial) => call('DELETE', `/platform/certificates/${serial}`),
  replay: (id) => call('POST', `/deliveries/${encodeURIComponent(id)}/replay`),
  addFault: (fault) => call('POST', '/faults', fault),
  removeFault: (id) => call('DELETE', `/faults/${encodeURIComponent(id)}`),
  reset: () => call('POST', '/reset'),
  watch(changed, online) {
    const stream = new EventSource(`${base}/stream`)
    stream.addEventListener('open', () => {
      online(true)
      changed()
    })
    stream.addEventListener('error', () => online(false))
    stream.addEventListener('change', ({ data }: MessageEvent<string>) => {
      changed((JSON.parse(data) as { changed: Part[] }).changed)
    })
    return () => stream.close()
  },
}
