import { Session, type Profiler } from 'node:inspector/promises'

/** The share of the main thread's time that an activity took. */
export interface Share {
  readonly activity: string
  readonly microseconds: number
}

/**
 * For each sample, the search goes from the innermost frame outwards; the first frame that matches a pattern decides.
 * Sockets serve both HTTP and SQL, so their callers decide.
 */
const activities: readonly (readonly [activity: string, frame: RegExp])[] = [
  ['idle', /^\(idle\)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['SQL: PGlite', /@electric-sql\/pglite|^wasm-|wasm:/],
  ['SQL: pg driver', /node_modules\/pg(-[a-z]+)?\//],
  ['SQL: kysely', /node_modules\/kysely\//],
  ['signatures and encryption', /node:internal\/crypto|sdk\/(dist|src)\/crypto\//],
  ['request validation: ajv', /node_modules\/ajv\//],
  ['notifications sent: fetch', /node:internal\/deps\/undici/],
  ['sandbox', /sandbox\/(dist|src)\//],
  ['HTTP: hono, node:http', /node_modules\/(hono|@hono)\/|node:_http/],
]

const INTERVAL_US = 500
let session: Session

export async function startProfile(): Promise<void> {
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  await session.post('Profiler.start')
}

export async function profileShares(): Promise<readonly Share[]> {
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return sharesOf(profile)
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly Share[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const activityOf = (id: number | undefined): string => {
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = byId.get(at)!.callFrame
      const found = activities.find(([, frame]) => frame.test(`${functionName} ${url}`))
      if (found) return found[0]
    }
    return 'the rest of Node'
  }
  const named = new Map(nodes.map(({ id }) => [id, activityOf(id)]))
  const totals = new Map<string, number>()
  samples.forEach((id, index) => {
    const activity = named.get(id)!
    totals.set(activity, (totals.get(activity) ?? 0) + timeDeltas[index]!)
  })
  return [...totals]
    .map(([activity, microseconds]) => ({ activity, microseconds }))
    .sort((a, b) => b.microseconds - a.microseconds)
}
