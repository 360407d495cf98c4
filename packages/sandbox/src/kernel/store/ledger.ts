import { type Kysely, type Transaction, sql } from 'kysely'
import type { Balance } from '../ledger/balance.ts'
import type { Tables } from './schema.ts'

/** Whether the book balances, and the problems if not. */
export interface LedgerCheck {
  readonly balanced: boolean
  /** Number of double entries in the book. */
  readonly movements: number
  readonly problems: readonly string[]
}

/** Maximum number of reported problems of each kind. */
const MOST_PROBLEMS = 10

/**
 * The book of money: double entries that are appended and never changed. Balances are stored only for merchants'
 * accounts, because decisions need them. The balances of users and WeChat Pay are sums of postings, so that payments of
 * different merchants never wait for each other.
 */
export class Ledger {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Locks and returns a merchant's balance on its basic account until the transaction ends. */
  async lock(trx: Transaction<Tables>, mchid: string): Promise<Balance> {
    // Locks in the order in which balances change, so that two transactions never deadlock.
    const query = trx.selectFrom('accounts').select(['account', 'balance']).where('mchid', '=', mchid)
    return basicOf(await query.orderBy('account').forUpdate().execute())
  }

  /** Checks that the whole book is consistent. */
  async check(): Promise<LedgerCheck> {
    const { movements } = await this.#db
      .selectFrom('ledger')
      .select(sql<number>`count(distinct movement)`.as('movements'))
      .executeTakeFirstOrThrow()
    const unbalanced = await sql<{ problem: string }>`
      select movement || ' sums to ' || sum(amount) as problem
      from ledger group by movement having sum(amount) <> 0 limit ${MOST_PROBLEMS}`.execute(this.#db)
    const wrongBalances = await sql<{ problem: string }>`
      select coalesce(accounts.account, posted.account) || ' has ' || coalesce(balance, 0) || ', its postings sum to '
        || coalesce(total, 0) as problem
      from accounts full join (
        select account, sum(amount) as total from ledger where balance is not null group by account
      ) posted on posted.account = accounts.account
      where coalesce(balance, 0) <> coalesce(total, 0) limit ${MOST_PROBLEMS}`.execute(this.#db)
    const overdrawn = await sql<{ problem: string }>`
      select account || ' is overdrawn: ' || balance as problem from accounts where balance < 0 limit ${MOST_PROBLEMS}`.execute(
      this.#db,
    )
    const brokenChains = await sql<{ problem: string }>`
      select account || ' breaks at posting ' || id as problem from (
        select id, account, balance, sum(amount) over (partition by account order by id) as running
        from ledger where balance is not null
      ) chained where balance <> running limit ${MOST_PROBLEMS}`.execute(this.#db)
    const problems = [unbalanced, wrongBalances, overdrawn, brokenChains].flatMap(({ rows }) =>
      rows.map(({ problem }) => problem),
    )
    return { balanced: problems.length === 0, movements, problems }
  }
}

function basicOf(rows: readonly { readonly account: string; readonly balance: number }[]): Balance {
  const of = (part: string) => rows.find(({ account }) => account.endsWith(`/BASIC/${part}`))?.balance ?? 0
  return { account: 'BASIC', available: of('available'), pending: of('pending') }
}
