import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import pg from 'pg'
import { crypto, parsePublicKey, responseSigningString } from 'wechatpay-ts/crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresServer, startPostgresServer } from '../../../../scripts/postgres-server.ts'
import {
  type Delivery,
  DatabaseError,
  type OrderSummary,
  type OrderWithEvents,
  createSandbox,
} from '../../src/index.ts'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import { isDatabaseTrouble } from '../../src/kernel/store/database/trouble.ts'
import { newFolder } from '../support/databases.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceDay } from '../support/merchant-client.ts'
import { type SandboxProcess, startProcess } from '../support/process.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgresServer({ settings: { fsync: 'off', max_connections: '60' } })
})
afterAll(() => server[Symbol.asyncDispose]())

async function connectedClient(url: string = server.url): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

/** Records log messages, one text each. */
function memoryLogger() {
  const lines: string[] = []
  const write = (...parts: unknown[]): void => void lines.push(parts.map(String).join(' '))
  return { lines, logger: { info: write, warn: write, error: write } }
}

test('a database that goes away and comes back costs answers, nothing else', async () => {
  const { lines, logger } = memoryLogger()
  await using endpoint = await startEndpoint()
  await using sandbox = await createSandbox({
    database: { url: server.url },
    merchant: { notifyUrl: endpoint.url },
    policy: { signErrors: true },
    logger,
  })
  const raw: Response[] = []
  const merchant = new MerchantClient(sandbox, async (...call) => {
    const response = await fetch(...call)
    raw.push(response.clone())
    return response
  })
  expect((await merchant.create('A0')).status).toBe(200)
  await sandbox.control.confirm('A0', { openid: 'oUser' })
  raw.length = 0

  await server.restart(async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => merchant.query('A0')))
    expect(answers).toEqual(
      answers.map(() => ({ status: 500, data: { code: 'SYSTEM_ERROR', message: expect.any(String) } })),
    )
    const verifier = crypto.verifier(parsePublicKey('publicKey', sandbox.merchant.publicKey).spki)
    for (const response of raw) {
      const header = (name: string): string => response.headers.get(`wechatpay-${name}`) ?? ''
      const body = new Uint8Array(await response.arrayBuffer())
      const message = responseSigningString(header('timestamp'), header('nonce'), body)
      expect(await verifier.verify(message, header('signature'))).toBe(true)
    }
    const control = await fetch(`${sandbox.url}/_sandbox/api/orders`)
    expect(control.status).toBe(503)
    expect(await control.json()).toMatchObject({ error: { code: 'DATABASE_AWAY' } })
  })

  await expect.poll(async () => (await merchant.query('A0')).status).toBe(200)
  await expect.poll(() => lines.at(-1)).toMatch(/is back$/)
  expect(lines).toEqual([
    expect.stringMatching(/^数据库出了问题.* trouble with the database \(127\.0\.0\.1:\d+\/postgres\).*/),
    expect.stringMatching(/^数据库恢复了 · the database .* is back$/),
  ])
  expect(lines.join()).not.toMatch(/\n/)
  expect(lines.join()).not.toContain(new URL(server.url).password)
  await expect.poll(async () => (await sandbox.control.deliveries()).map(({ state }) => state)).toEqual(['delivered'])
})

test('a connection that breaks while it is lent out and idle fails its next statement, and nothing else', async () => {
  const database = await openDatabase({ url: server.url })
  const admin = await connectedClient()
  const isGone = async (pid: number): Promise<boolean> =>
    (await admin.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 0
  const broken = database.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    const pid = rows[0]!.pid
    await admin.query('select pg_terminate_backend($1)', [pid])
    await expect.poll(() => isGone(pid)).toBe(true)
    await sql`select 1`.execute(trx)
  })
  await expect(broken).rejects.toSatisfy(isDatabaseTrouble)
  expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }])
  await admin.end()
  await database.close()
})

test('connections that break at every moment are replaced', async () => {
  const { logger } = memoryLogger()
  await using sandbox = await createSandbox({ database: { url: server.url }, logger })
  const merchant = new MerchantClient(sandbox)
  const admin = await connectedClient()
  const numbers = Array.from({ length: 40 }, (_, index) => `B${index}`)
  const created = Promise.all(
    numbers.map(async (number) => {
      // A merchant repeats a request without an answer.
      for (;;) if ((await merchant.create(number)).status === 200) return
    }),
  )
  const all = { created: false }
  const ended = created.finally(() => (all.created = true))
  for (let rounds = 0; rounds < 15 && !all.created; rounds++) {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
  }
  await ended
  await admin.end()
  // Sends more requests at once than there are connections. All must be answered.
  const answers = await Promise.all(numbers.map((number) => merchant.query(number)))
  expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200))
})

describe('two processes on one server', () => {
  const ORDERS = 30

  /** Completes an order as a merchant does: repeats until a process answers, trying each in turn. */
  async function complete(processes: readonly SandboxProcess[], number: string, now: number): Promise<void> {
    for (let turn = 0; ; turn++) {
      try {
        const { merchant } = processes[turn % processes.length]!
        const order = await merchant.query(number)
        if (order.status === 500) continue
        const ticket = String(order.data['finish_ticket'])
        const { status, data } = await merchant.complete(number, serviceDay(now), 250, ticket)
        if (status === 200) return
        if (status !== 500) throw new Error(`${number}: ${status} ${JSON.stringify(data)}`)
      } catch (error) {
        // fetch could not reach a process that was killed
        if (!(error instanceof TypeError)) throw error
      }
    }
  }

  test('lose nothing when the server restarts in a burst and one of them is killed', async () => {
    await using endpoint = await startEndpoint()
    const { folder } = await newFolder()
    const database = await createDatabase('burst')
    const args = ['--database-url', database, '--env', join(folder, '.env'), '--notify-url', endpoint.url]
    const [first, second] = [await startProcess(args, 'pipe'), await startProcess(args, 'pipe')]
    const problems = [first, second].map(({ child }) => text(child.stderr!))
    try {
      const numbers = Array.from({ length: ORDERS }, (_, index) => `C${index}`)
      for (const [index, number] of numbers.entries()) {
        await first.merchant.createInDays(number, Date.now())
        await first.control('POST', `/orders/${number}/confirm`, { openid: `oUser${index}` })
      }
      const { now } = await second.control<{ now: number }>('GET', '/clock')
      let answered = 0
      let killed: Promise<unknown> | undefined
      let restarts = Promise.resolve()
      const burst = numbers.map(async (number, index) => {
        await complete(index % 2 === 0 ? [first, second] : [second, first], number, now)
        answered++
        if (answered === 5 || answered === 15) restarts = restarts.then(() => server.restart())
        if (answered === 10) killed = first.end('SIGKILL')
      })
      await Promise.all(burst)
      await Promise.all([killed, restarts])

      const orders = async () => (await second.control<{ orders?: OrderSummary[] }>('GET', '/orders')).orders ?? []
      const states = async () => [...new Set((await orders()).map(({ state }) => state))]
      await expect.poll(states, { interval: 500 }).toEqual(['USER_PAID'])
      const deliveries = async () =>
        (await second.control<{ deliveries?: Delivery[] }>('GET', '/deliveries?limit=100')).deliveries ?? []
      const undelivered = async () => (await deliveries()).filter(({ state }) => state !== 'delivered').length
      await expect.poll(undelivered, { interval: 500 }).toBe(0)

      const final = await orders()
      expect(final).toHaveLength(ORDERS)
      for (const { out_order_no } of final) {
        const { events } = await second.control<OrderWithEvents>('GET', `/orders/${out_order_no}`)
        expect(events.filter(({ type }) => type === 'paid')).toHaveLength(1)
      }
      const told = (await deliveries()).map(({ outOrderNo, eventType }) => `${outOrderNo} ${eventType}`).toSorted()
      const expected = numbers.flatMap((number) => [`${number} PAYSCORE.USER_ACCEPTED`, `${number} PAYSCORE.USER_PAID`])
      expect(told).toEqual(expected.toSorted())
      const received = new Set(endpoint.received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id))
      expect((await deliveries()).filter(({ id }) => !received.has(id))).toEqual([])
    } finally {
      expect(await second.end('SIGTERM')).toBe(0)
    }
    for (const output of await Promise.all(problems)) {
      const lines = output.split('\n').filter((line) => line !== '')
      expect(lines.filter((line) => !/trouble with the database|is back$/.test(line))).toEqual([])
    }
  })
})

async function createDatabase(name: string): Promise<string> {
  const admin = await connectedClient()
  await admin.query(`create database ${name}`)
  await admin.end()
  return Object.assign(new URL(server.url), { pathname: name }).href
}

describe('a server that cannot be used is named, with what to do', () => {
  async function refusal(url: string): Promise<string> {
    const refused = createSandbox({ database: { url }, port: false })
    await expect(refused).rejects.toThrow(DatabaseError)
    const message = await refused.then(String, (error: Error) => error.message)
    expect(message).not.toMatch(/\n/)
    expect(message).not.toContain(new URL(url).password)
    return message
  }
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(server.url)
    change(url)
    return url.href
  }

  test('it is not running', async () => {
    expect(await refusal(changed((url) => (url.port = '1')))).toMatch(
      /127\.0\.0\.1:1\/postgres: .*ECONNREFUSED.*start PostgreSQL/,
    )
  })
  test('the password is wrong', async () => {
    expect(await refusal(changed((url) => (url.password = 'hunter2')))).toMatch(/28P01.*check user and password/)
  })
  test('the database is missing', async () => {
    expect(await refusal(changed((url) => (url.pathname = '/missing')))).toMatch(/3D000.*createdb missing/)
  })
  test('there are too many connections', async () => {
    const clients = Array.from({ length: 70 }, () => new pg.Client({ connectionString: server.url }))
    for (const client of clients) client.on('error', () => {})
    await Promise.allSettled(clients.map((client) => client.connect()))
    expect(await refusal(server.url)).toMatch(/53300.*raise max_connections/)
    await Promise.all(clients.map((client) => client.end().catch(() => {})))
  })
  test('the user may not create schemas', async () => {
    const admin = await connectedClient(await createDatabase('closed'))
    await admin.query(`create role guest login password 'guestguest'`)
    await admin.end()
    const url = changed((one) => Object.assign(one, { username: 'guest', password: 'guestguest', pathname: '/closed' }))
    expect(await refusal(url)).toMatch(/42501.*grant create on database closed/)
  })
})
