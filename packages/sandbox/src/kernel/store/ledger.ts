import { type Kysely, type Transaction, sql } from 'kysely'
import type { Balance } from '../ledger/balance.ts'
import type { Tables } from './schema/tables.ts'

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

  /** Checks that the whole book is consistent. It reads every posting twice: by movement, and by account. */
  async check(): Promise<LedgerCheck> {
    const { rows } = await sql<{ movements: number; unbalanced: string[] }>`
      select count(*) as movements,
        coalesce(to_json((array_agg(movement || ' sums to ' || total) filter (where total <> 0))[1:${MOST_PROBLEMS}]), '[]')
          as unbalanced
      from (select movement, sum(amount) as total from ledger group by movement) moved`.execute(this.#db)
    const { movements, unbalanced } = rows[0]!
    const accounts = await this.#wrongAccounts()
    const problems = [
      unbalanced,
      accounts
        .filter(({ balance, total }) => balance !== total)
        .map(({ account, balance, total }) => `${account} has ${balance}, its postings sum to ${total}`),
      accounts
        .filter(({ overdrawn }) => overdrawn)
        .map(({ account, balance }) => `${account} is overdrawn: ${balance}`),
      accounts
        .filter(({ broken_at }) => broken_at !== null)
        .map(({ account, broken_at }) => `${account} breaks at posting ${broken_at}`),
    ].flatMap((ofOneKind) => ofOneKind.slice(0, MOST_PROBLEMS))
    return { balanced: problems.length === 0, movements, problems }
  }

  /**
   * Lists the merchants' accounts with a problem. Each posting must add its amount to the balance of the posting before
   * it; `broken_at` is the first that does not.
   */
  async #wrongAccounts(): Promise<readonly WrongAccount[]> {
    const { rows } = await sql<WrongAccount>`
      select account, coalesce(balance, 0)::text as balance, coalesce(total, 0)::text as total,
        coalesce(balance < 0, false) as overdrawn, broken_at
      from accounts full join (
        select account, sum(amount) as total, min(id) filter (where balance - amount <> before) as broken_at
        from (
          select id, account, amount, balance, lag(balance, 1, 0::bigint) over (partition by account order by id) as before
          from ledger where balance is not null
        ) posting
        group by account
      ) posted using (account)
      where coalesce(balance, 0) <> coalesce(total, 0) or balance < 0 or broken_at is not null
      order by account`.execute(this.#db)
    return rows
  }
}

interface WrongAccount {
  readonly account: string
  /** The stored balance in fen. Sums may exceed a safe integer, so both are texts. */
  readonly balance: string
  /** Sum of the account's postings in fen. */
  readonly total: string
  readonly overdrawn: boolean
  readonly broken_at: number | null
}

function basicOf(rows: readonly { readonly account: string; readonly balance: number }[]): Balance {
  const of = (part: string) => rows.find(({ account }) => account.endsWith(`/BASIC/${part}`))?.balance ?? 0
  return { account: 'BASIC', available: of('available'), pending: of('pending') }
}
