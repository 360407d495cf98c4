import { randomUUID } from 'node:crypto'
import { type Transaction, sql } from 'kysely'
import { beijingDigits } from '../clock/beijing-time.ts'
import { type Account, bankAccount, ownerOf } from '../ledger/account.ts'
import { randomDigits } from '../world/random-digits.ts'
import type { Tables } from './schema/tables.ts'

/** A merchant's account with deleted postings: the first of them, and its instant in ms. */
export interface Shortened {
  readonly account: string
  readonly id: number
  readonly at: number
}

/**
 * Corrects the book after a reset of one merchant deleted entities with all their postings. The merchant's accounts are
 * closed. Accounts of other merchants become as if the entities had never existed.
 */
export async function forgetMoney(
  trx: Transaction<Tables>,
  mchid: string,
  shortened: readonly Shortened[],
): Promise<void> {
  await closeAccounts(trx, mchid)
  for (const account of shortened) if (ownerOf(account.account as Account) !== mchid) await rewrite(trx, account)
}

/**
 * Closes a merchant's accounts. Remaining movements from or to another merchant become movements from or to the
 * merchant's bank; all others are deleted.
 */
async function closeAccounts(trx: Transaction<Tables>, mchid: string): Promise<void> {
  await sql`
    with ended as (delete from accounts where mchid = ${mchid} returning account),
    touched as (
      select mchid, number, product, movement, bool_or(leg.balance is not null and other.account is null) as is_shared
      from (
        select distinct mchid, number, product, movement from ledger join ended using (account)
      ) own
      join ledger leg using (mchid, number, product, movement)
      left join ended other on other.account = leg.account
      group by mchid, number, product, movement
    ), posting as (
      delete from ledger using touched
      where ledger.mchid = touched.mchid and ledger.number = touched.number and ledger.product = touched.product
        and ledger.movement = touched.movement
        and (not is_shared or account in (select account from ended))
      returning ledger.*, is_shared
    )
    insert into ledger (id, movement, product, mchid, number, at, kind, account, amount, business_number,
      voucher_number, note)
    overriding system value
    select id, movement, product, mchid, number, at, kind, ${bankAccount(mchid)}, amount, business_number,
      voucher_number, note
    from posting where is_shared`.execute(trx)
}

/**
 * Recalculates the balance in every posting of an account. Deleted money may already be spent: then a recharge that
 * covers the overdraft replaces the first deleted posting.
 */
async function rewrite(trx: Transaction<Tables>, { account, id, at }: Shortened): Promise<void> {
  const { rows } = await sql<Remainder>`
    with posting as (delete from ledger where account = ${account} returning *),
    running as (select *, (sum(amount) over (order by id))::bigint as total from posting),
    opening as (
      select greatest(0, -min(total))::bigint as missing, sum(amount)::bigint as closing,
        (sum(amount) filter (where id < ${id}))::bigint as before
      from running
    ),
    written as (
      insert into ledger (id, movement, product, mchid, number, at, kind, account, amount, balance, business_number,
        voucher_number, note)
      overriding system value
      select id, movement, product, mchid, number, at, kind, account, amount,
        total + case when id > ${id} then missing else 0 end, business_number, voucher_number, note
      from running, opening order by id
    )
    select missing, closing, before from opening where closing is not null`.execute(trx)
  const [remainder] = rows
  if (!remainder) {
    await trx.deleteFrom('accounts').where('account', '=', account).execute()
    return
  }
  const { missing, closing, before } = remainder
  if (missing > 0) await recharge(trx, { account, id, at, amount: missing, balance: (before ?? 0) + missing })
  await trx
    .updateTable('accounts')
    .set({ balance: closing + missing })
    .where('account', '=', account)
    .execute()
}

/** An account without its deleted postings, in fen. */
interface Remainder {
  /** The overdraft that would result. */
  readonly missing: number
  readonly closing: number
  /** The balance before the first deleted posting; null if that was the first of all. */
  readonly before: number | null
}

async function recharge(
  trx: Transaction<Tables>,
  { account, id, at, amount, balance }: Shortened & { readonly amount: number; readonly balance: number },
): Promise<void> {
  const mchid = ownerOf(account as Account) ?? ''
  const number = `${beijingDigits(at)}${randomDigits(14)}`
  const movement = randomUUID()
  const posting = (on: string, fen: number) =>
    sql`${movement}::uuid, 'fund', ${mchid}, ${number}, ${at}::bigint, 'recharge', ${on}, ${fen}::bigint, ${number}, ${number}`
  await sql`
    insert into ledger (id, movement, product, mchid, number, at, kind, account, amount, business_number,
      voucher_number, balance)
    overriding system value values (${id}::bigint, ${posting(account, amount)}, ${balance}::bigint)`.execute(trx)
  await sql`
    insert into ledger (movement, product, mchid, number, at, kind, account, amount, business_number, voucher_number)
    values (${posting(bankAccount(mchid), -amount)})`.execute(trx)
}
