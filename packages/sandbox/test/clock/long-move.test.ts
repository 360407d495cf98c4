import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { changed } from '../../src/kernel/machine/change.ts'
import { newServerDatabase } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

const DAY = 86_400_000
const JOBS = 1_000
const LONG = 400 * DAY

interface Clock {
  readonly now: number
  readonly frozen: boolean
  readonly move?: { readonly from: number; readonly target: number }
}

let sandbox: Sandbox
let database: { url: string }

/** Inserts jobs that fall due every 9.6 hours for 400 days and find nothing to do. */
beforeAll(async () => {
  database = await newServerDatabase()
  await using stores = await openStores(database)
  const order = sampleOrder({ state: 'REVOKED' })
  const dueTimes = Array.from({ length: JOBS }, (_, job) => START + Math.round((LONG / JOBS) * (job + 1)))
  const jobs = dueTimes.map((dueAt) => ({ kind: 'expire', dueAt }) as const)
  await stores.orders.transaction(({ save }) => save(changed(order, [], jobs)))
  sandbox = await createSandbox({ database, clock: { now: START, frozen: true } })
})
afterAll(() => sandbox?.close())

async function call(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/_sandbox/api${path}`, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(200)
  return response.json()
}

/** Collects the clock's states from the event stream until `isEnough`. */
async function watch(isEnough: (seen: readonly Clock[]) => boolean): Promise<{ seen: Promise<Clock[]> }> {
  const response = await fetch(`${sandbox.url}/_sandbox/api/stream`)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader.read()).value ?? ''
  const collect = async (): Promise<Clock[]> => {
    const seen: Clock[] = []
    while (!isEnough(seen)) {
      text += (await reader.read()).value ?? ''
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const data = /^data: (.+)$/m.exec(event)?.[1]
        const { clock } = JSON.parse(data ?? '{}') as { clock?: Clock }
        if (clock) seen.push(clock)
      }
    }
    await reader.cancel()
    return seen
  }
  return { seen: collect() }
}

test('a 400-day move over 1,000 jobs shows over HTTP how far it has come, and is stopped there', async () => {
  const { seen } = await watch((clocks) => clocks.some(({ now }) => now >= START + 20 * DAY))
  const moved = call('/clock/advance', { ms: LONG }) as Promise<Clock & { ran: readonly unknown[] }>
  const clocks = (await seen).filter(({ move }) => move)
  expect(clocks.length).toBeGreaterThan(2)
  expect(clocks.every(({ move }) => move?.from === START && move.target === START + LONG)).toBe(true)
  expect(clocks.map(({ now }) => now)).toEqual(clocks.map(({ now }) => now).toSorted((one, other) => one - other))
  expect(await call('/clock')).toMatchObject({ move: { from: START, target: START + LONG, stopping: false } })

  const stopped = (await call('/clock/stop', {})) as Clock
  const { now, ran } = await moved
  expect(stopped).toEqual({ now, frozen: true })
  expect(now).toBeGreaterThanOrEqual(START + 20 * DAY)
  expect(now).toBeLessThan(START + LONG)
  expect(ran.length).toBe(Math.floor((now - START) / (LONG / JOBS)))
  expect(await call('/clock')).toEqual({ now, frozen: true })
  const { agenda } = (await call('/agenda?limit=1')) as { agenda: readonly { dueAt: number }[] }
  expect(agenda[0]!.dueAt).toBeGreaterThan(now)
})

test('another process sees the move, and stops it together with those that wait', async () => {
  await using other = await createSandbox({ database, port: false })
  const { now } = await sandbox.clock.read()
  const { seen } = await watch((clocks) => clocks.some(({ move }) => move))
  const moves = [sandbox.clock.advance(LONG), sandbox.clock.advance(LONG)]
  await seen
  expect(await other.control.clock()).toMatchObject({ move: { target: now + LONG } })
  await other.control.stopMoves()
  const [first, second] = await Promise.all(moves)
  expect(first!.now).toBeLessThan(now + LONG)
  expect(second).toMatchObject({ now: first!.now, ran: [] })
  expect(await other.clock.read()).toEqual({ now: first!.now, frozen: true })
  // A later request starts a move of its own.
  expect(await sandbox.clock.advance(1)).toMatchObject({ now: first!.now + 1 })
})
