/**
 * The book of money, without earlier payments. A trigger keeps balances from becoming negative: a check constraint
 * would refuse the change of a balance that is written as an insert.
 */
export const ledger = `
create table accounts (
  account text primary key,
  mchid text not null,
  balance bigint not null
);

create index accounts_of_merchant on accounts (mchid);

create table ledger (
  id bigint generated always as identity primary key,
  movement uuid not null,
  product text not null,
  mchid text not null,
  number text not null,
  at bigint not null,
  kind text not null,
  account text not null,
  amount bigint not null,
  balance bigint,
  business_number text not null,
  voucher_number text not null,
  note text
);

create index ledger_of_account on ledger (account, id);

create index ledger_of_entity on ledger (mchid, number, product);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is appended to and never changed';
end
$$;

create trigger append_only before update on ledger
  for each row execute function refuse_change();

create function refuse_overdraft() returns trigger language plpgsql as $$
begin
  raise exception '% would be overdrawn: %', new.account, new.balance;
end
$$;

create trigger covered after insert or update on accounts
  for each row when (new.balance < 0) execute function refuse_overdraft()`
