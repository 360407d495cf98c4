import { ClaimError } from '../../errors/claim-error.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { claimTrouble } from './claim-trouble.ts'
import type { PostgresQueries } from './postgres-table.ts'

/** A client that a pool has lent, as `pg` makes them. */
export interface PooledClient extends PostgresQueries {
  release(error?: Error | boolean): void
  on?(event: 'error', listener: (error: Error) => void): unknown
  off?(event: 'error', listener: (error: Error) => void): unknown
}

/** Statements that would end the transaction, or nest what does not nest. `rollback to` a savepoint does not. */
const ENDING =
  /^\s*(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b))\b/i

/**
 * A transaction on a client of a pool. Only `query` is handed out, and only while the transaction is open: nobody can
 * commit, release or use the client too late.
 */
export async function onPooledClient<Result>(
  pool: { connect(): Promise<unknown> },
  work: (transaction: PostgresQueries) => Promise<Result>,
): Promise<Result> {
  const client = asPooled(await pool.connect())
  // A client that loses its connection while nobody listens ends the process. The next statement fails anyway.
  const ignore = (): void => {}
  client.on?.('error', ignore)
  let isOpen = true
  const query: PostgresQueries['query'] = (...given) => {
    if (!isOpen) throw claimTrouble.transactionEnded('a statement came after the end of its transaction')
    if (ENDING.test(textOf(given[0]))) throw claimTrouble.transactionEnded('an action may not end its transaction')
    return client.query(...given)
  }
  const giveBack = (error?: Error): void => {
    // One that is thrown away may still complain.
    if (!error) client.off?.('error', ignore)
    client.release(error)
  }
  try {
    await client.query('begin')
    const result = await work({ query })
    isOpen = false
    await client.query('commit')
    giveBack()
    return result
  } catch (error) {
    isOpen = false
    // What runs too long may be stuck in a statement, behind which a rollback would wait: the connection is closed.
    if (error instanceof ClaimError && error.reason === 'too-long') giveBack(error)
    else await client.query('rollback').then(() => giveBack(), giveBack)
    throw error
  }
}

function asPooled(client: unknown): PooledClient {
  const lent = typeof client === 'object' && client !== null ? client : {}
  const isClient = ['query', 'release'].every((name) => typeof Reflect.get(lent, name) === 'function')
  if (isClient) return client as PooledClient
  throw new ConfigError('database', 'database: expected a pool whose connect() lends clients with query and release', {
    hint: {
      zh: '请传入 new Pool(…)，不要传单个 Client：同时到达的通知各需一个事务',
      en: 'Give new Pool(…), not a single Client: notifications that come at once need a transaction each.',
    },
  })
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement
  const text: unknown = typeof statement === 'object' && statement !== null && Reflect.get(statement, 'text')
  return typeof text === 'string' ? text : ''
}
