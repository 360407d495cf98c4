import { PGlite } from '@electric-sql/pglite'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../../../../../scripts/test-setup/postgres-url.ts'
import type { Claim, ClaimStore, OwnClaim } from '../../../src/webhook/claims/claim-store.ts'
import { memoryClaims } from '../../../src/webhook/claims/memory-claims.ts'
import { postgresClaims } from '../../../src/webhook/claims/postgres-claims.ts'
import type { PostgresQueries } from '../../../src/webhook/claims/postgres-table.ts'
import { redisClaims } from '../../../src/webhook/claims/redis-claims.ts'
import { redisServer, startRedis } from './redis.ts'

const HOUR_MS = 3_600_000

/** Two stores over one memory, like two processes. */
interface Subject {
  readonly one: ClaimStore
  readonly other: ClaimStore
  /** Moves the end of a lease as if time had passed. */
  shorten(key: string, leftMs: number): Promise<unknown>
  /** Remaining validity of a claim in ms. */
  left(key: string): Promise<number>
  close(): Promise<void>
}

/** Access to the table of claims from the test itself. */
function postgresTable(database: PostgresQueries, table = 'wechatpay_claims'): Pick<Subject, 'shorten' | 'left'> {
  return {
    shorten: (key, leftMs) =>
      database.query(`update "${table}" set until = now() + $2 * interval '1 millisecond' where name = $1`, [
        key,
        leftMs,
      ]),
    left: async (key) => {
      const seconds = `select extract(epoch from until - now())::float8 as left from "${table}" where name = $1`
      const { rows } = await database.query(seconds, [key])
      return (rows[0] as { left: number }).left * 1_000
    },
  }
}

const subjects: readonly { name: string; skipped?: boolean; readonly open: () => Promise<Subject> }[] = [
  {
    name: 'memory',
    open: () => {
      let passed = 0
      const claims = memoryClaims({ now: () => Date.now() + passed })
      const ends = async (key: string) => (await claims.claim(key, 1)).state === 'mine'
      return Promise.resolve({
        one: claims,
        other: claims,
        // Every lease in this test lasts an hour.
        shorten: (_, leftMs) => Promise.resolve((passed += HOUR_MS - leftMs)),
        left: async (key) => {
          const before = passed
          for (const left of [0, HOUR_MS / 2, 2 * HOUR_MS]) {
            passed = before + left
            if (await ends(key)) return ((passed = before), left)
          }
          return ((passed = before), Infinity)
        },
        close: () => Promise.resolve(),
      })
    },
  },
  {
    name: 'PGlite',
    open: async () => {
      const database = await PGlite.create()
      return {
        one: postgresClaims(database),
        other: postgresClaims(database),
        ...postgresTable(database),
        close: () => database.close(),
      }
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const [table, connectionString] = [`claims_${randomUUID()}`, await postgresUrl()]
      const pools = [1, 2].map(() => new pg.Pool({ connectionString }))
      const [one, other] = pools.map((pool) => postgresClaims(pool, table)) as [ClaimStore, ClaimStore]
      return {
        one,
        other,
        ...postgresTable(pools[0]!, table),
        close: async () => {
          await pools[0]!.query(`drop table if exists "${table}"`)
          await Promise.all(pools.map((pool) => pool.end()))
        },
      }
    },
  },
  {
    name: 'Redis',
    skipped: redisServer === undefined,
    open: async () => {
      const redis = await startRedis()
      const name = (key: string) => `wechatpay:claim:${key}`
      return {
        one: redisClaims(redis.command),
        other: redisClaims(redis.command),
        shorten: (key, leftMs) => redis.command(['PEXPIRE', name(key), String(leftMs)]),
        left: async (key) => Number(await redis.command(['PTTL', name(key)])),
        close: () => redis.stop(),
      }
    },
  },
]

async function mine(asked: Promise<Claim>): Promise<OwnClaim> {
  const claim = await asked
  if (claim.state !== 'mine') throw new Error(`the claim was not had: ${claim.state}`)
  return claim
}

for (const { name, skipped = false, open } of subjects) {
  describe.skipIf(skipped)(`claims in ${name}`, () => {
    let subject: Subject
    const key = () => `PAYSCORE.USER_PAID 1900000109 ${randomUUID()}`

    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject.close())

    test('of many at once exactly one is had', async () => {
      const what = key()
      const states = await Promise.all(
        Array.from(
          { length: 20 },
          async (_, at) => (await (at % 2 ? subject.one : subject.other).claim(what, 60_000)).state,
        ),
      )
      expect(states.filter((state) => state === 'mine')).toHaveLength(1)
      expect(states.filter((state) => state === 'running')).toHaveLength(19)
    })

    test('what is done is never had again', async () => {
      const what = key()
      const claim = await subject.one.claim(what, 60_000)
      if (claim.state === 'mine') await claim.done()
      expect((await subject.one.claim(what, 60_000)).state).toBe('done')
      expect((await subject.other.claim(what, 60_000)).state).toBe('done')
    })

    test('what failed can be had at once', async () => {
      const what = key()
      const claim = await subject.one.claim(what, 60_000)
      if (claim.state === 'mine') await claim.release()
      expect((await subject.other.claim(what, 60_000)).state).toBe('mine')
    })

    test('what its owner has not finished within its lease can be had, and the owner no longer disturbs', async () => {
      const what = key()
      const late = await subject.one.claim(what, 1)
      if (late.state !== 'mine') throw new Error('the first claim was not had')
      let next = await subject.other.claim(what, 60_000)
      const state = async () => (next = next.state === 'mine' ? next : await subject.other.claim(what, 60_000)).state
      await expect.poll(state).toBe('mine')
      if (next.state !== 'mine') throw new Error('the claim was not had after its lease')
      await late.release()
      expect((await subject.one.claim(what, 60_000)).state).toBe('running')
      expect(await late.renew()).toBe(false)
      expect(await late.done()).toBe(false)
      expect((await subject.one.claim(what, 60_000)).state).toBe('running')
      expect(await next.done()).toBe(true)
      expect(await late.done()).toBe(false)
      expect((await subject.one.claim(what, 60_000)).state).toBe('done')
    })

    test('a renewed lease begins anew', async () => {
      const what = key()
      const claim = await mine(subject.one.claim(what, HOUR_MS))
      await subject.shorten(what, 60_000)
      expect(await claim.renew()).toBe(true)
      expect(await subject.left(what)).toBeGreaterThan(HOUR_MS / 2)
      expect((await subject.other.claim(what, HOUR_MS)).state).toBe('running')
      await claim.release()
    })

    test('what is told again, because its answer was lost, stays as it is', async () => {
      const what = key()
      const claim = await mine(subject.one.claim(what, HOUR_MS))
      expect([await claim.done(), await claim.done(), await claim.renew()]).toEqual([true, true, true])
      await claim.release()
      expect(await subject.left(what)).toBeGreaterThan(HOUR_MS)
      expect((await subject.other.claim(what, HOUR_MS)).state).toBe('done')
    })

    test('what was released does not come back with a renewal that is late', async () => {
      const what = key()
      const claim = await mine(subject.one.claim(what, HOUR_MS))
      await claim.release()
      expect(await claim.renew()).toBe(false)
      expect((await subject.other.claim(what, HOUR_MS)).state).toBe('mine')
    })

    test('what ended after its lease, and nobody has taken over, is done', async () => {
      const what = key()
      const claim = await mine(subject.one.claim(what, HOUR_MS))
      await subject.shorten(what, -1)
      expect(await claim.done()).toBe(true)
      expect((await subject.other.claim(what, HOUR_MS)).state).toBe('done')
    })

    test.each([
      ['an injection', "'; drop table wechatpay_claims; --"],
      ['of any script', 'ключ 微信 🧾'],
      ['blank', ' '],
      ['long', 'x'.repeat(2_000)],
    ])('a name may be %s', async (_, odd) => {
      const claim = await subject.one.claim(odd, 60_000)
      expect(claim.state).toBe('mine')
      expect((await subject.other.claim(odd, 60_000)).state).toBe('running')
      if (claim.state === 'mine') await claim.release()
    })
  })
}

test('PostgreSQL: however many are remembered, a claim does not look through them', async () => {
  const database = await PGlite.create()
  const asked: [string, unknown[] | undefined][] = []
  const claims = postgresClaims({
    query: (text, values) => {
      asked.push([text, values])
      return database.query(text, values)
    },
  })
  await claims.claim('a', 60_000)
  await database.query(`insert into wechatpay_claims
    select 'x' || i, 't', true, now() + interval '1 hour' from generate_series(1, 5000) i`)
  const [text, values] = asked.at(-1)!
  const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan')
  await database.close()
})

test('PostgreSQL: a role that may not create tables uses the one that a migration made', async () => {
  const [table, role] = [`claims_${randomUUID()}`, `claimer_${randomUUID()}`]
  const owner = new pg.Client({ connectionString: await postgresUrl() })
  await owner.connect()
  try {
    const first = await postgresClaims(owner, table).claim('a', 60_000)
    expect(first.state).toBe('mine')
    await owner.query(`create role "${role}"; grant select, insert, update, delete on "${table}" to "${role}"`)
    await owner.query(`revoke create on schema public from public; set role "${role}"`)
    expect((await postgresClaims(owner, table).claim('a', 60_000)).state).toBe('running')
    await expect(postgresClaims(owner, `${table}_2`).claim('a', 60_000)).rejects.toThrow('permission denied')
  } finally {
    await owner.query(`reset role; drop table if exists "${table}"; drop role if exists "${role}"`)
    await owner.end()
  }
})

test.skipIf(redisServer === undefined)('Redis: with the commands that old ones have', async () => {
  const redis = await startRedis()
  const asked = new Set<string>()
  try {
    const claims = redisClaims((args) => {
      asked.add(String(args[0]))
      return redis.command(args)
    })
    const claim = await claims.claim('a', 60_000)
    if (claim.state === 'mine') await claim.done()
    expect((await claims.claim('a', 60_000)).state).toBe('done')
  } finally {
    await redis.stop()
  }
  // Redis before version 7 refuses SET with both NX and GET.
  expect([...asked]).toEqual(['EVAL'])
})

test('memory forgets what nobody delivers any more', async () => {
  let now = 0
  const claims = memoryClaims({ now: () => now })
  const claim = await claims.claim('a', 1_000)
  if (claim.state === 'mine') await claim.done()
  now = 71 * 3_600_000
  expect((await claims.claim('a', 1_000)).state).toBe('done')
  now = 73 * 3_600_000
  expect((await claims.claim('a', 1_000)).state).toBe('mine')
})

test('an error of the database that is its own cause is passed on', async () => {
  const error = new Error('gone')
  error.cause = error
  await expect(postgresClaims({ query: () => Promise.reject(error) }).claim('n', HOUR_MS)).rejects.toBe(error)
})
