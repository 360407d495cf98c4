/** What the ledger needs of a database, a transaction or a pool. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** Run by a migration in a real shop. */
export const schema = `create table if not exists ledger (
  entry bigint generated always as identity primary key,
  out_order_no text not null,
  fen bigint not null
)`

/**
 * Credits a payment. It adds a line each time: nothing in the table stops a second one, as with a balance, a stock or a
 * coupon that is given out. Only the claim in the same transaction does.
 */
export async function credit(transaction: Queries, outOrderNo: string, fen: number): Promise<void> {
  await transaction.query('insert into ledger (out_order_no, fen) values ($1, $2)', [outOrderNo, fen])
}
