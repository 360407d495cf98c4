import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemTestClock, testPlatform, type TestDelivery, type TestPlatform } from 'wechatpay-ts/testing'
import { postgresUrl } from '../../../scripts/test-setup/postgres-url.ts'
import type { Instructions } from './child.ts'

let platform: TestPlatform
let database: pg.Client
let databaseUrl: string

beforeAll(async () => {
  platform = await testPlatform({ clock: systemTestClock })
})
beforeEach(async () => {
  const name = `exactly_once_${randomUUID()}`
  const server = await postgresUrl()
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database "${name}"`)
  await admin.end()
  databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href
  database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  return () => database.end()
})

/** Processes that a failed test may have left running. */
const children = new Set<ReturnType<typeof spawn>>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Starts the endpoint in its own process. */
async function start(more: Omit<Instructions, 'databaseUrl' | 'keys'> = {}) {
  const { clock: _, ...keys } = platform.keys
  const instructions = { databaseUrl, keys, ...more } as Instructions
  const file = fileURLToPath(new URL('child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@wechatpay-ts/source', file], {
    env: { ...process.env, INSTRUCTIONS: JSON.stringify(instructions) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  const port = (await next()).split(' ')[1]
  return {
    /** @returns the status of the answer; undefined when none came */
    deliver: async ({ headers, rawBody }: TestDelivery): Promise<number | undefined> =>
      fetch(`http://127.0.0.1:${port}/wechatpay`, { method: 'POST', headers, body: rawBody }).then(
        ({ status }) => status,
        () => undefined,
      ),
    stopped: async () => expect(await next()).toBe('stopped'),
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      expect((await exited)[1]).toBe('SIGKILL')
      children.delete(child)
    },
  }
}

async function entries(): Promise<unknown[]> {
  return (await database.query('select out_order_no, fen::int from ledger')).rows as unknown[]
}

/** Counts the other connections: PostgreSQL notices the end of a process with a delay. */
async function otherConnections(): Promise<unknown> {
  const others = 'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  return (await database.query(others)).rows.length
}

const notification = () =>
  platform.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1', total_amount: 1050 })

test.each(['before-commit', 'commit-sent', 'before-answer'] as const)(
  'killed %s: the next delivery is acknowledged, and there is one entry',
  async (stopAt) => {
    const first = await notification()
    const victim = await start({ stopAt })
    const answer = victim.deliver(first)
    await victim.stopped()
    await victim.kill()
    expect(await answer).toBeUndefined()

    const heir = await start()
    // The dead process's transaction stays open until PostgreSQL notices; until then the answer is 500.
    await expect.poll(async () => heir.deliver(await first.again())).toBe(204)
    expect(await entries()).toEqual([{ out_order_no: 'PB1', fen: 1050 }])
    expect(await heir.deliver(await first.again())).toBe(204)
    expect(await entries()).toHaveLength(1)
    await heir.kill()
  },
)

test('what was written and not committed is gone with the process, what was committed is there', async () => {
  const first = await notification()
  for (const [stopAt, left] of [
    ['before-commit', 0],
    ['before-answer', 1],
  ] as const) {
    const victim = await start({ stopAt })
    void victim.deliver(await first.again())
    await victim.stopped()
    await victim.kill()
    await expect.poll(otherConnections).toBe(0)
    expect(await entries()).toHaveLength(left)
  }
})

test('a claim with a lease is at least once: the same kill leaves two entries', async () => {
  const first = await notification()
  const victim = await start({ leased: true, stopAt: 'before-answer' })
  void victim.deliver(first)
  await victim.stopped()
  await victim.kill()
  const heir = await start({ leased: true })
  await expect.poll(async () => heir.deliver(await first.again())).toBe(204)
  expect(await entries()).toHaveLength(2)
  await heir.kill()
})
