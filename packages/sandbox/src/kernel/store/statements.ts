import { type Kysely, sql } from 'kysely'
import {
  type Account,
  type AccountPart,
  type MerchantAccount,
  merchantAccount,
  merchantAccounts,
  ownerOf,
} from '../ledger/account.ts'
import type { Balance } from '../ledger/balance.ts'
import type { MovementKind } from '../ledger/movement.ts'
import type { AccountEntry, Parts, Span, Statements, TradeEntry } from '../ledger/statements.ts'
import type { TradeKind, TradeOf } from '../ledger/trade.ts'
import type { Tables } from './schema/tables.ts'

/** Rows per read, which bounds the memory of a bill of any length. */
const PAGE = 2_000

/** Reads the book for bills. Each page continues after the last row, so that a row of a long bill costs no more. */
export class StatementStore implements Statements {
  readonly #db: Kysely<Tables>
  readonly #tradeOf: Readonly<Record<string, TradeOf>>

  /** @param tradeOf functions by product */
  constructor(db: Kysely<Tables>, tradeOf: Readonly<Record<string, TradeOf>>) {
    this.#db = db
    this.#tradeOf = tradeOf
  }

  async balances(mchid: string): Promise<Balance[]> {
    const rows = await this.#db
      .selectFrom('accounts')
      .select(['account', 'balance'])
      .where('mchid', '=', mchid)
      .execute()
    const parts = new Map(rows.map(({ account, balance }) => [account, balance]))
    return merchantAccounts.flatMap((account) => {
      const available = parts.get(merchantAccount(mchid, account))
      const pending = parts.get(merchantAccount(mchid, account, 'pending'))
      const isOpen = account === 'BASIC' || available !== undefined || pending !== undefined
      return isOpen ? [{ account, available: available ?? 0, pending: pending ?? 0 }] : []
    })
  }

  async balanceBefore(mchid: string, account: MerchantAccount, instant: number): Promise<Parts | undefined> {
    const until = async (part: AccountPart) => {
      const { total } = await this.#db
        .selectFrom('ledger')
        .select(sql<number | null>`sum(amount)::bigint`.as('total'))
        .where('account', '=', merchantAccount(mchid, account, part))
        .where('at', '<', instant)
        .executeTakeFirstOrThrow()
      return total
    }
    const [available, pending] = [await until('available'), await until('pending')]
    if (available === null && pending === null) return undefined
    return { available: available ?? 0, pending: pending ?? 0 }
  }

  async *entries(mchid: string, account: MerchantAccount, span: Span): AsyncGenerator<AccountEntry, void> {
    for await (const postings of movementsOf(this.#postings(mchid, account, span))) {
      const [{ id, at, kind, business_number, voucher_number, note }] = postings
      const sum = (part: AccountPart) =>
        postings.reduce((total, posting) => total + (posting.account.endsWith(`/${part}`) ? posting.amount : 0), 0)
      yield {
        id,
        at,
        kind: kind as MovementKind,
        businessNumber: business_number,
        voucherNumber: voucher_number,
        ...(note !== null && { note }),
        available: sum('available'),
        pending: sum('pending'),
      }
    }
  }

  async *trades(mchid: string, span: Span, asOf: number): AsyncGenerator<TradeEntry, void> {
    const postings = pages(span, (after) => this.#tradePage(mchid, span, after))
    for await (const [{ at, kind, product, account, document, fee }] of movementsOf(postings)) {
      const tradeOf = this.#tradeOf[product]
      if (!tradeOf) throw new Error(`sandbox: ${product} moves money and does not say how its bills look`)
      const trade = tradeOf(document, asOf, kind as TradeKind)
      yield { at, owner: ownerOf(account as Account) ?? mchid, trade, fee: fee ?? 0 }
    }
  }

  async lastPosting(): Promise<number> {
    const { id } = await this.#db
      .selectFrom('ledger')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirstOrThrow()
    return id ?? 0
  }

  /** Reads each part of the account separately in index order, and merges them in the same order. */
  #postings(mchid: string, account: MerchantAccount, span: Span) {
    const of = (part: AccountPart) =>
      pages(span, (after) =>
        this.#db
          .selectFrom('ledger')
          .select(['id', 'movement', 'at', 'kind', 'account', 'amount', 'business_number', 'voucher_number', 'note'])
          .where('account', '=', merchantAccount(mchid, account, part))
          .where(within(span, after))
          .orderBy('at')
          .orderBy('id')
          .limit(PAGE)
          .execute(),
      )
    return merged(of('available'), of('pending'))
  }

  #tradePage(mchid: string, span: Span, after: Position) {
    const fee = sql<number | null>`(
      select -sum(charged.amount)::bigint from ledger charged
      where charged.mchid = ledger.mchid and charged.number = ledger.number and charged.product = ledger.product
        and charged.business_number = ledger.business_number and charged.kind in ${sql.raw(FEES)}
        and charged.balance is not null
    )`
    return this.#db
      .selectFrom('ledger')
      .innerJoin('entities', (join) =>
        join
          .onRef('entities.product', '=', 'ledger.product')
          .onRef('entities.mchid', '=', 'ledger.mchid')
          .onRef('entities.number', '=', 'ledger.number'),
      )
      .select([
        'ledger.id',
        'ledger.movement',
        'ledger.at',
        'ledger.kind',
        'ledger.product',
        'ledger.account',
        'document',
      ])
      .select(fee.as('fee'))
      .where('ledger.mchid', '=', mchid)
      .where(sql<boolean>`ledger.kind in ${sql.raw(TRADES)} and ledger.balance is not null`)
      .where(within(span, after))
      .orderBy('ledger.at')
      .orderBy('ledger.id')
      .limit(PAGE)
      .execute()
  }
}

/** Movements that appear in trade bills; a partial index covers exactly these. */
const TRADES = `('payment', 'refund')`
const FEES = `('fee', 'refund_fee')`

/** The end of a page. */
interface Position {
  readonly at: number
  readonly id: number
}

async function* pages<Row extends Position>(
  { from }: Span,
  read: (after: Position) => Promise<Row[]>,
): AsyncGenerator<Row, void> {
  // No posting has this number, so the first page starts at the first instant.
  let after: Position = { at: from - 1, id: Number.MAX_SAFE_INTEGER }
  for (;;) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last
  }
}

/** Merges two sequences in the order of the book. */
async function* merged<Row extends Position>(
  first: AsyncIterator<Row, void>,
  second: AsyncIterator<Row, void>,
): AsyncGenerator<Row, void> {
  let [a, b] = [await first.next(), await second.next()]
  while (!a.done || !b.done) {
    if (!a.done && (b.done || a.value.at < b.value.at || (a.value.at === b.value.at && a.value.id < b.value.id))) {
      yield a.value
      a = await first.next()
    } else if (!b.done) {
      yield b.value
      b = await second.next()
    }
  }
}

/** Groups the postings of one movement, which are neighbours in an account or in one merchant's trades. */
async function* movementsOf<Row extends { readonly movement: string }>(
  rows: AsyncIterable<Row>,
): AsyncGenerator<readonly [Row, ...Row[]], void> {
  let together: [Row, ...Row[]] | undefined
  for await (const row of rows) {
    if (together?.[0].movement === row.movement) together.push(row)
    else {
      if (together) yield together
      together = [row]
    }
  }
  if (together) yield together
}

function within({ to, lastPosting = Number.MAX_SAFE_INTEGER }: Span, { at, id }: Position) {
  return sql<boolean>`(ledger.at, ledger.id) > (${at}, ${id}) and ledger.at < ${to} and ledger.id <= ${lastPosting}`
}
