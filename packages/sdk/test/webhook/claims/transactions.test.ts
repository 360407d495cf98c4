import { PGlite } from '@electric-sql/pglite'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { postgresUrl } from '../../../../../scripts/test-setup/postgres-url.ts'
import { ClaimError } from '../../../src/errors/claim-error.ts'
import { ConfigError } from '../../../src/errors/config-error.ts'
import type { TransactionalClaims } from '../../../src/webhook/claims/claim-store.ts'
import { postgresClaims } from '../../../src/webhook/claims/postgres-claims.ts'
import type { PostgresQueries } from '../../../src/webhook/claims/postgres-table.ts'
import { postgresTransactions } from '../../../src/webhook/claims/postgres-transactions.ts'
import { createWebhookHandler } from '../../../src/webhook/handler.ts'
import { apiV3Key, clock, delivery, publicKeyId, publicKeyPem } from '../delivery.ts'
import { ManualTimer } from '../manual-timer.ts'

/** A database with a ledger in which a second entry means a second payment. */
interface Subject {
  readonly claims: TransactionalClaims<PostgresQueries>
  readonly database: PostgresQueries
  close(): Promise<unknown>
}

const HOUR_MS = 3_600_000
const CREDIT = 'insert into ledger (number) values ($1)'

async function postgres(): Promise<{ pool: pg.Pool; readonly close: () => Promise<void> }> {
  const schema = `claims_${randomUUID()}`
  const pool = new pg.Pool({ connectionString: await postgresUrl(), options: `-c search_path="${schema}"` })
  await pool.query(`create schema "${schema}"; create table ledger (number text not null)`)
  const close = async () => {
    await pool.query(`drop schema "${schema}" cascade`)
    await pool.end()
  }
  return { pool, close }
}

const subjects: readonly { name: string; readonly open: () => Promise<Subject> }[] = [
  {
    name: 'a pool of pg',
    open: async () => {
      const { pool, close } = await postgres()
      return { claims: postgresTransactions(pool), database: pool, close }
    },
  },
  {
    name: 'PGlite',
    open: async () => {
      const database = await PGlite.create()
      await database.query('create table ledger (number text not null)')
      return { claims: postgresTransactions(database), database, close: () => database.close() }
    },
  },
  {
    name: 'a library with transactions and a way of its own to query in them',
    open: async () => {
      const { pool, close } = await postgres()
      const transaction = async (work: (client: pg.PoolClient) => Promise<void>): Promise<void> => {
        const client = await pool.connect()
        try {
          await client.query('begin')
          await work(client)
          await client.query('commit')
        } catch (error) {
          await client.query('rollback')
          throw error
        } finally {
          client.release()
        }
      }
      const source = postgresTransactions<{ run: PostgresQueries['query'] }>(
        { transaction: (work) => transaction((client) => work({ run: (text, values) => client.query(text, values) })) },
        { query: ({ run }, text, values) => run(text, values) },
      )
      const claims: TransactionalClaims<PostgresQueries> = {
        inTransaction: (name, rememberMs, work) =>
          source.inTransaction(name, rememberMs, ({ run }) => work({ query: run })),
      }
      return { claims, database: pool, close }
    },
  },
]

for (const { name, open } of subjects) {
  describe(`claims in the transaction of ${name}`, () => {
    let it: Subject
    const key = () => `PAYSCORE.USER_PAID 1900000109 ${randomUUID()}`
    const credits = async (number: string) =>
      (await it.database.query('select from ledger where number = $1', [number])).rows.length
    const credit = (what: string) =>
      it.claims.inTransaction(what, undefined, (transaction) =>
        transaction.query(CREDIT, [what]).then(() => 'credited'),
      )

    beforeAll(async () => {
      it = await open()
    })
    afterAll(() => it.close())

    test('commit with what is written, once', async () => {
      const what = key()
      expect(await credit(what)).toEqual({ state: 'committed', value: 'credited' })
      expect(await credit(what)).toEqual({ state: 'done' })
      expect(await credits(what)).toBe(1)
    })

    test('are rolled back with what is written, and the next delivery acts', async () => {
      const what = key()
      const boom = new Error('no such rental')
      const failing = it.claims.inTransaction(what, undefined, async (transaction) => {
        await transaction.query(CREDIT, [what])
        throw boom
      })
      await expect(failing).rejects.toBe(boom)
      expect(await credits(what)).toBe(0)
      expect((await credit(what)).state).toBe('committed')
      expect(await credits(what)).toBe(1)
    })

    test('do not commit a transaction in which a statement failed, though the action caught it', async () => {
      const what = key()
      const careless = it.claims.inTransaction(what, undefined, async (transaction) => {
        await transaction.query(CREDIT, [what])
        await transaction.query('insert into ledger (number) values (null)').catch(() => {})
      })
      await expect(careless).rejects.toThrow('current transaction is aborted')
      expect(await credits(what)).toBe(0)
      expect((await credit(what)).state).toBe('committed')
    })

    test('bear a savepoint', async () => {
      const what = key()
      const careful = it.claims.inTransaction(what, undefined, async (transaction) => {
        await transaction.query('savepoint before')
        await transaction.query('insert into ledger (number) values (null)').catch(() => {})
        await transaction.query('rollback to savepoint before')
        await transaction.query(CREDIT, [what])
      })
      expect((await careful).state).toBe('committed')
      expect(await credits(what)).toBe(1)
    })

    test.each(['commit', ' ROLLBACK', '-- it is time\ncommit'])(
      'refuse an action that ends the transaction with %j',
      async (end) => {
        const what = key()
        const wrong = it.claims.inTransaction(what, undefined, async (transaction) => {
          await transaction.query(CREDIT, [what])
          await transaction.query(end)
        })
        await expect(wrong).rejects.toThrow(name === 'PGlite' ? Error : ClaimError)
      },
    )

    test('outlive what they were before: done stays done, running stays running', async () => {
      const [done, running, ended] = [key(), key(), key()]
      const leases = postgresClaims(it.database)
      for (const what of [done, running, ended]) {
        const claim = await leases.claim(what, HOUR_MS)
        if (claim.state === 'mine' && what === done) await claim.done()
      }
      await it.database.query("update wechatpay_claims set until = now() - interval '1 second' where name = $1", [
        ended,
      ])
      expect(await credit(done)).toEqual({ state: 'done' })
      expect(await credit(running)).toEqual({ state: 'running' })
      expect((await credit(ended)).state).toBe('committed')
      const after = await leases.claim(ended, HOUR_MS)
      expect(after.state).toBe('done')
    })

    test.runIf(name !== 'PGlite')('send copies away while one is being acted on, without waiting for it', async () => {
      const what = key()
      const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const first = it.claims.inTransaction(what, undefined, async (transaction) => {
        await transaction.query(CREDIT, [what])
        begun.resolve()
        await gate.promise
      })
      await begun.promise
      const copies = await Promise.all(Array.from({ length: 5 }, () => credit(what)))
      expect(copies.map(({ state }) => state)).toEqual(Array(5).fill('running'))
      gate.resolve()
      expect((await first).state).toBe('committed')
      expect(await credit(what)).toEqual({ state: 'done' })
      expect(await credits(what)).toBe(1)
    })

    test('of many at once credit one', async () => {
      const what = key()
      const states = await Promise.all(Array.from({ length: 20 }, async () => (await credit(what)).state))
      expect(states.filter((state) => state === 'committed')).toHaveLength(1)
      expect(await credits(what)).toBe(1)
    })
  })
}

describe('a pool', () => {
  let it: Awaited<ReturnType<typeof postgres>>
  beforeAll(async () => {
    it = await postgres()
  })
  afterAll(() => it.close())

  test('gets every client back, whatever becomes of the transaction', async () => {
    const pool = new pg.Pool({ ...it.pool.options, max: 1 })
    const claims = postgresTransactions(pool)
    const what = randomUUID()
    const boom = new Error('no')
    await expect(claims.inTransaction(what, undefined, () => Promise.reject(boom))).rejects.toBe(boom)
    await claims.inTransaction(what, undefined, () => Promise.resolve())
    await claims.inTransaction(what, undefined, () => Promise.resolve())
    const client = await pool.connect()
    expect(client.listeners('error').length).toBeLessThanOrEqual(1)
    client.release()
    expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0])
    await pool.end()
  })

  test('that loses a connection in the middle fails the action, not the process', async () => {
    const what = randomUUID()
    const claims = postgresTransactions(it.pool)
    const cut = claims.inTransaction(what, undefined, async (transaction) => {
      await transaction.query(CREDIT, [what])
      const { rows } = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid')
      await it.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
      await transaction.query('select 1')
    })
    await expect(cut).rejects.toThrow(/terminat|connection/i)
    expect((await claims.inTransaction(what, undefined, () => Promise.resolve())).state).toBe('committed')
    expect((await it.pool.query('select from ledger where number = $1', [what])).rows).toHaveLength(0)
  })

  test('a commit whose answer is lost is not acted on again', async () => {
    const what = randomUUID()
    let loses = false
    const losing = {
      connect: async () => {
        const client = await it.pool.connect()
        return {
          query: async (text: string, values?: unknown[]) => {
            const answer = await client.query(text, values)
            if (text === 'commit' && loses) throw new Error('Connection terminated unexpectedly')
            return answer
          },
          release: (error?: Error | boolean) => client.release(error),
        }
      },
    }
    const acting = vi.fn<() => Promise<void>>(() => Promise.resolve())
    const claims = postgresTransactions(losing)
    await claims.inTransaction(randomUUID(), undefined, () => Promise.resolve())
    loses = true
    await expect(claims.inTransaction(what, undefined, acting)).rejects.toThrow('unexpectedly')
    expect(await postgresTransactions(it.pool).inTransaction(what, undefined, acting)).toEqual({ state: 'done' })
    expect(acting).toHaveBeenCalledOnce()
  })

  test('a statement that nobody waits for cannot come after the end', async () => {
    let late: (() => unknown) | undefined
    const claims = postgresTransactions(it.pool)
    await claims.inTransaction(randomUUID(), undefined, (transaction) => {
      late = () => transaction.query('select 1')
      return Promise.resolve()
    })
    expect(late).toThrow('a statement came after the end of its transaction')
    // A query that started in time but fails rolls the claim back too.
    const unawaited = claims.inTransaction('unawaited', undefined, (transaction) => {
      void transaction.query('insert into ledger (number) values (null)').catch(() => {})
      return Promise.resolve()
    })
    await expect(unawaited).rejects.toThrow('current transaction is aborted')
  })

  test('an action that hangs gives the notification and the connection back', async () => {
    const timer = new ManualTimer()
    const gate = Promise.withResolvers<void>()
    const seen: { reason: unknown; late: unknown }[] = []
    const verdicts: string[] = []
    const begun = Promise.withResolvers<void>()
    let hangs = true
    const handler = createWebhookHandler({
      keys: { platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key, clock },
      store: postgresTransactions(it.pool, { table: 'hanging' }),
      timer,
      onDelivery: ({ verdict }) => verdicts.push(verdict),
      on: {
        'PAYSCORE.USER_ACCEPTED': async ({ resource }, { transaction, claimLost }) => {
          await transaction.query(CREDIT, [resource.out_order_no])
          if (!hangs) return
          begun.resolve()
          await gate.promise
          seen.push({
            reason: claimLost.reason,
            late: await (async () => transaction.query('select 1'))().catch(String),
          })
        },
      },
    })
    const answer = handler.handle(delivery())
    await begun.promise
    await timer.advance(3_600_000)
    expect((await answer).status).toBe(500)
    await expect.poll(() => verdicts).toEqual(['too-slow', 'failed'])
    hangs = false
    expect((await handler.handle(delivery())).status).toBe(204)
    gate.resolve()
    await expect.poll(() => seen).toMatchObject([{ reason: { code: 'CLAIM_TOO_LONG' } }])
    expect(seen[0]!.late).toContain('a statement came after the end of its transaction')
    expect((await it.pool.query('select from ledger where number like $1', ['PB%'])).rows).toHaveLength(1)
    expect(verdicts.at(-1)).toBe('done')
  })

  test('what an action is handed can do nothing but query', async () => {
    await postgresTransactions(it.pool).inTransaction(randomUUID(), undefined, (transaction) => {
      expect(Object.keys(transaction)).toEqual(['query'])
      return Promise.resolve()
    })
  })

  test('two that start at once make one table', async () => {
    const states = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        postgresTransactions(it.pool, { table: 'made at once' }).inTransaction(`${at}`, undefined, () =>
          Promise.resolve(),
        ),
      ),
    )
    expect(states.map(({ state }) => state)).toEqual(Array(6).fill('committed'))
  })

  test('a table that could not be made is tried again with the next delivery', async () => {
    const { pool, close } = await postgres()
    let away = true
    const claims = postgresTransactions({
      connect: () => (away ? Promise.reject(new Error('connection refused')) : pool.connect()),
    })
    await expect(claims.inTransaction('a', undefined, () => Promise.resolve())).rejects.toThrow('refused')
    away = false
    expect((await claims.inTransaction('a', undefined, () => Promise.resolve())).state).toBe('committed')
    await close()
  })
})

describe('what cannot hold transactions is refused', () => {
  test.each([
    ['nothing', undefined, 'received nothing'],
    ['an address', 'postgres://user:secret@host/db', 'received a text'],
    ['an empty object', {}, 'received an object'],
    ['a single client', new pg.Client(), 'received a single client'],
  ])('%s', (_, database, message) => {
    expect(() => postgresTransactions(database as never)).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        field: 'database',
        message: expect.stringContaining(message) as string,
      }),
    )
  })

  test('a pool whose clients are none, when the first is lent', async () => {
    const claims = postgresTransactions({ connect: () => Promise.resolve() } as never)
    await expect(claims.inTransaction('a', undefined, () => Promise.resolve())).rejects.toThrow(ConfigError)
  })

  test('a library that does not run what it is given', async () => {
    const claims = postgresTransactions({ transaction: () => Promise.resolve() })
    await expect(claims.inTransaction('a', undefined, () => Promise.resolve())).rejects.toThrow('without having run')
  })

  test.each([
    [{ tabel: 'x' }, 'there is no option "tabel"; there are table, query'],
    [{ table: '' }, 'table: expected the name of a table'],
    [{ query: 1 }, 'query: expected a function'],
  ])('%j', (options, message) => {
    expect(() => postgresTransactions({ transaction: () => Promise.resolve() }, options as never)).toThrow(message)
  })
})
