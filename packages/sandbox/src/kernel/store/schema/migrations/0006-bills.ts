/** Bills read an account, or a merchant's trades, from an instant on. */
export const bills = `
drop index ledger_of_account;

create index ledger_of_account on ledger (account, at, id) include (amount);

create index ledger_of_trades on ledger (mchid, at, id) where kind in ('payment', 'refund') and balance is not null`
