import { nonce } from '../../crypto/nonce.ts'
import { optionalMember, ownOptions } from '../../shared/own-options.ts'
import { checkAreFunctions, checkObject } from '../../shared/checks.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { claimTrouble } from './claim-trouble.ts'
import { REMEMBER_MS, type Committed, type TransactionalClaims } from './claim-store.ts'
import { onPooledClient, type PooledClient } from './pool-transactions.ts'
import { clearingOld, createTable, DEFAULT_TABLE, quoted, type PostgresQueries } from './postgres-table.ts'

/** Runs a function in a transaction: commits when it resolves, rolls back when it rejects. */
export interface TransactionSource<Transaction> {
  transaction(work: (transaction: Transaction) => Promise<void>): Promise<unknown>
}

/** A pool with the shape of `pg`'s. */
export interface PostgresPool {
  connect(): Promise<PooledClient>
}

export interface PostgresTransactionsOptions<Transaction> {
  /** Default: `wechatpay_claims`. It may be the table of {@link postgresClaims}: handled notifications stay handled. */
  readonly table?: string
  /** Sends a statement with `$1` parameters in a transaction. Default: `transaction.query(text, values)`. */
  readonly query?: (
    transaction: Transaction,
    text: string,
    values: unknown[],
  ) => Promise<{ readonly rows: readonly unknown[] }>
}

/** The members of a pool's client that are usable in a transaction: `query`, with the types of that pool. */
export type TransactionOf<Pool> = Pick<ClientOf<Pool>, 'query'>

// `pg` declares `connect` with and without a callback. The compiler infers from as many overloads as the condition
// lists.
type ClientOf<Pool> = Pool extends {
  connect: { (): Promise<infer Client extends PooledClient>; (callback: never): unknown }
}
  ? PooledClient extends Client
    ? SingleClientOf<Pool>
    : Client
  : SingleClientOf<Pool>
type SingleClientOf<Pool> = Pool extends { connect(): Promise<infer Client extends PooledClient> }
  ? Client
  : PooledClient

/**
 * Commits each claim in one PostgreSQL transaction with the action's writes: **exactly once**, whenever the process
 * dies. The action writes through `context.transaction`; its effects elsewhere (calls, messages, other connections)
 * remain at least once.
 *
 * The transaction starts before the action and ends with it. It commits when the action resolves; when the action
 * throws, it rolls back, and WeChat Pay delivers again. The action cannot end it. A transaction with a failed statement
 * does not commit, even if the action caught the error.
 *
 * Each notification holds a connection while its action runs, so an action that needs another one from the same pool
 * may deadlock. Requires PostgreSQL 11 or later.
 *
 * @param database a pool of `pg`; a PGlite; or `{ transaction }` of your library, with `options.query` where its
 *   transactions have no `query(text, values)`
 * @throws {ConfigError} `database` is none of these, or a single client
 * @example
 * const wechatpay = createWebhookHandler({
 *   keys: { client: wxpay },
 *   store: postgresTransactions(new Pool({ connectionString: process.env.DATABASE_URL })),
 *   on: {
 *     'PAYSCORE.USER_PAID': ({ resource }, { transaction }) =>
 *       transaction.query('insert into income (out_order_no, fen) values ($1, $2)', [
 *         resource.out_order_no,
 *         resource.total_amount,
 *       ]),
 *   },
 * })
 * @example
 * // kysely
 * postgresTransactions<Transaction<Database>>(
 *   { transaction: (work) => db.transaction().execute(work) },
 *   { query: (trx, text, values) => trx.executeQuery(CompiledQuery.raw(text, values)) },
 * )
 */
export function postgresTransactions<Pool extends PostgresPool>(
  database: Pool,
  options?: PostgresTransactionsOptions<TransactionOf<Pool>>,
): TransactionalClaims<TransactionOf<Pool>>
export function postgresTransactions<Transaction>(
  database: TransactionSource<Transaction>,
  options?: PostgresTransactionsOptions<Transaction>,
): TransactionalClaims<Transaction>
export function postgresTransactions(
  database: PostgresPool | TransactionSource<unknown>,
  given: PostgresTransactionsOptions<never> = {},
): TransactionalClaims<unknown> {
  const options = ownOptions(given)
  checkObject('options', options, { table: 1, query: 1 })
  const { table = DEFAULT_TABLE } = options
  const query = (options.query ?? queryOf) as typeof queryOf
  checkAreFunctions({ query })
  const name = quoted(table)
  const inTransaction = transactionsOf(database)
  const once = claiming(name)

  /** Creates the table before the first claim, because a failed statement would spoil the whole transaction. */
  async function makeTable(): Promise<void> {
    const separately: PostgresQueries = {
      query: (text, values = []) => inTransaction((transaction) => query(transaction, text, values)),
    }
    const { rows } = await separately.query('select to_regclass($1::text) is null as missing', [name])
    if ((rows[0] as { missing: boolean }).missing) await createTable(separately, name)
  }
  let made: Promise<void> | undefined
  const ready = (): Promise<void> =>
    (made ??= makeTable().catch((error: unknown) => {
      made = undefined
      throw error
    }))

  return {
    async inTransaction(key, rememberMs = REMEMBER_MS, work) {
      await ready()
      return inTransaction((transaction) =>
        once({ query: (text, values = []) => query(transaction, text, values) }, key, rememberMs, () =>
          work(transaction),
        ),
      )
    },
  }
}

/** Claims in an open transaction, runs the work in it, and checks that it is still the same one. */
function claiming(table: string) {
  // The row is written as done at once: others see it only when the transaction commits.
  const take = `${clearingOld(table)}
  insert into ${table} as held (name, token, done, until)
  values ($1, $2, true, now() + $3::float8 * interval '1 millisecond')
  on conflict (name) do update set token = excluded.token, done = true, until = excluded.until where held.until < now()
  returning txid_current()::text as transaction`
  return async <Value>(
    database: PostgresQueries,
    key: string,
    rememberMs: number,
    work: () => Promise<Value>,
  ): Promise<Committed<Value>> => {
    const first = async (text: string, values: unknown[]) =>
      (await database.query(text, values)).rows[0] as Readonly<Record<string, unknown>> | undefined
    // Without this lock, a copy that arrives meanwhile would hold a client of the pool until this transaction ends.
    const lock = await first('select pg_try_advisory_xact_lock(hashtextextended($1::text, 0)) as mine', [
      `${table} ${key}`,
    ])
    if (lock?.['mine'] !== true) return { state: 'running' }
    const taken = await first(take, [key, nonce(), rememberMs])
    if (!taken) {
      const held = await first(`select done from ${table} where name = $1`, [key])
      return { state: held?.['done'] === true ? 'done' : 'running' }
    }
    const value = await work()
    // This query fails in a transaction with a failed statement, whose commit would silently be a rollback.
    const now = await first('select txid_current_if_assigned()::text as transaction', [])
    if (now?.['transaction'] !== taken['transaction'])
      throw claimTrouble.transactionEnded('the action has committed or rolled back the transaction itself')
    return { state: 'committed', value }
  }
}

type InTransaction = <Result>(work: (transaction: unknown) => Promise<Result>) => Promise<Result>

function transactionsOf(database: PostgresPool | TransactionSource<unknown>): InTransaction {
  const has = (name: string): boolean =>
    typeof database === 'object' && typeof optionalMember(database ?? {}, name as never) === 'function'
  // A single `pg` client has `connect` too, but would put all notifications into one transaction.
  const isSingle = has('escapeIdentifier') || has('release')
  if (has('transaction')) {
    const source = database as TransactionSource<unknown>
    return async (work) => {
      // Not every library returns the result of the work.
      let result: { readonly value: Awaited<ReturnType<typeof work>> } | undefined
      await source.transaction(async (transaction) => void (result = { value: await work(transaction) }))
      if (!result) throw notATransaction()
      return result.value
    }
  }
  if (has('connect') && !isSingle) {
    const pool = database as PostgresPool
    return (work) => onPooledClient(pool, work)
  }
  throw new ConfigError(
    'database',
    `database: expected a pool of pg, a PGlite or { transaction }, received ${isSingle ? 'a single client' : describeValue(database)}`,
    {
      hint: {
        zh: '请传入 new Pool(…)；其他库传 { transaction: (work) => db.transaction(work) }',
        en: 'Give new Pool(…); for other libraries { transaction: (work) => db.transaction(work) }.',
      },
    },
  )
}

function notATransaction(): ConfigError {
  return new ConfigError('database', 'database.transaction ended without having run what it was given', {
    hint: {
      zh: 'transaction(work) 须执行 work，并在它完成之后提交',
      en: 'transaction(work) has to run work, and to commit once it has resolved.',
    },
  })
}

function queryOf(transaction: unknown, text: string, values: unknown[]): ReturnType<PostgresQueries['query']> {
  return (transaction as PostgresQueries).query(text, values)
}
