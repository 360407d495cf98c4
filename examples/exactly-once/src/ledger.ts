/** The part of a database client that the ledger uses: a transaction or a pool. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** A real shop runs this in a migration. */
export const schema = `create table if not exists ledger (
  entry bigint generated always as identity primary key,
  out_order_no text not null,
  fen bigint not null
)`

/**
 * Credits a payment. Every call adds a line. As with a balance or a stock, nothing in the table prevents a second line;
 * only the claim in the same transaction does.
 */
export async function credit(transaction: Queries, outOrderNo: string, fen: number): Promise<void> {
  await transaction.query('insert into ledger (out_order_no, fen) values ($1, $2)', [outOrderNo, fen])
}
