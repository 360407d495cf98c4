import { ClaimError } from '../../errors/claim-error.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { claimTrouble } from './claim-trouble.ts'
import type { PostgresQueries } from './postgres-table.ts'

/** A client that a pool lends, with the shape of `pg`'s. */
export interface PooledClient extends PostgresQueries {
  release(error?: Error | boolean): void
  on?(event: 'error', listener: (error: Error) => void): unknown
  off?(event: 'error', listener: (error: Error) => void): unknown
}

/** Statements that would end the transaction, or start a nested one. `rollback to` a savepoint is allowed. */
const ENDING =
  /^\s*(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b))\b/i

/**
 * Runs a transaction on a pool's client. The work receives only `query`, and only while the transaction is open, so it
 * can neither commit nor release the client nor use it later.
 */
export async function onPooledClient<Result>(
  pool: { connect(): Promise<unknown> },
  work: (transaction: PostgresQueries) => Promise<Result>,
): Promise<Result> {
  const client = asPooled(await pool.connect())
  // A client that loses its connection without a listener would end the process. The next statement fails anyway.
  const ignore = (): void => {}
  client.on?.('error', ignore)
  let isOpen = true
  const query: PostgresQueries['query'] = (...given) => {
    if (!isOpen) throw claimTrouble.transactionEnded('a statement came after the end of its transaction')
    if (ENDING.test(textOf(given[0]))) throw claimTrouble.transactionEnded('an action may not end its transaction')
    return client.query(...given)
  }
  const giveBack = (error?: Error): void => {
    // A discarded client may still emit errors.
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
    // An action that ran too long may be stuck in a statement, for which a rollback would wait, so the connection is
    // closed.
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
