import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Tables } from './schema.ts'
import { CHANNEL } from './signals.ts'

/** The database schema of the sandbox's tables, so that a server's database can be shared. */
export const SCHEMA = 'wechatpay_sandbox'

/**
 * Brings the schema up to date. Several processes may start at once on one server: one of them migrates under an
 * advisory lock, the others wait for it.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: SCHEMA,
  }).migrateToLatest()
  if (error) throw new Error(`sandbox: the database schema could not be brought up to date`, { cause: error })
}

/** SQL by migration, in order of name. A released migration is never edited, only followed by another. */
const statements: Record<string, string> = {
  // JSON columns are `json`, not `jsonb`: a merchant's data is stored as sent, including `\u0000` and lone surrogates.
  '0001_first': `
create table clock (
  id int primary key check (id = 1),
  virtual_ms bigint not null,
  runs_from timestamptz
);

create function virtual_now() returns bigint language sql volatile as $$
  select virtual_ms + greatest(0, floor(extract(epoch from clock_timestamp() - runs_from) * 1000))::bigint
  from ${SCHEMA}.clock
$$;

create table merchants (
  mchid text primary key,
  secrets json not null,
  notify_url text
);

create table services (
  service_id text primary key,
  mchid text not null references merchants,
  settings json not null,
  notify_url text
);

create table users (
  openid text primary key,
  settings json not null
);

create table orders (
  mchid text not null,
  out_order_no text not null,
  order_id text not null unique,
  service_id text not null,
  openid text,
  state text not null,
  query_id text not null unique,
  created_at bigint not null,
  document json not null,
  primary key (mchid, out_order_no)
);

create index orders_newest on orders (created_at desc);

create index orders_of_user on orders (openid, state);

create table order_events (
  id bigint generated always as identity primary key,
  mchid text not null,
  out_order_no text not null,
  at bigint not null,
  type text not null,
  detail json,
  foreign key (mchid, out_order_no) references orders on delete cascade
);

create index order_events_of_order on order_events (mchid, out_order_no, id);

create table notifications (
  id text primary key,
  mchid text not null,
  out_order_no text not null,
  service_id text not null,
  event_type text not null,
  plaintext text not null,
  state text not null,
  created_at bigint not null,
  next_attempt_at bigint,
  foreign key (mchid, out_order_no) references orders on delete cascade
);

create index notifications_newest on notifications (created_at desc);

create index notifications_of_order on notifications (mchid, out_order_no);

create table attempts (
  id bigint generated always as identity primary key,
  notification_id text not null references notifications on delete cascade,
  attempt int not null,
  at bigint not null,
  url text not null,
  request_headers json not null,
  request_body text not null,
  status int,
  duration_ms int not null,
  error text,
  reply_excerpt text,
  replayed boolean not null
);

create index attempts_of_notification on attempts (notification_id, id);

create table tasks (
  id uuid primary key,
  kind text not null,
  mchid text not null,
  out_order_no text not null,
  notification_id text,
  attempt int not null,
  due_at bigint not null,
  handed_over boolean not null,
  done_at bigint,
  outcome text,
  foreign key (mchid, out_order_no) references orders on delete cascade
);

create index tasks_due on tasks (due_at) where done_at is null;

create index tasks_done on tasks (done_at) where done_at is not null;

create table faults (
  id text primary key,
  position bigint generated always as identity,
  fault json not null,
  remaining int not null
);

create table requests (
  id bigint generated always as identity primary key,
  entry json not null
);

create table nonces (
  mchid text not null,
  nonce text not null,
  seen_on timestamptz not null default now(),
  primary key (mchid, nonce)
);

create index nonces_oldest on nonces (seen_on);

create function announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', tg_argv[0]);
  return null;
end
$$;

create trigger announce after insert or delete or update of done_at on tasks
  for each row execute function announce('tasks');

create trigger announce after insert or delete or update on clock
  for each row execute function announce('clock');

create trigger announce after insert or delete or update on orders
  for each row execute function announce('orders');

create trigger announce after insert or delete or update on notifications
  for each row execute function announce('deliveries');

create trigger announce after insert on attempts
  for each row execute function announce('deliveries');

create trigger announce after insert or delete or update on users
  for each row execute function announce('users');

create trigger announce after insert or delete or update on merchants
  for each row execute function announce('settings');

create trigger announce after insert or delete or update on services
  for each row execute function announce('settings');

create trigger announce after insert or delete or update on faults
  for each row execute function announce('faults');

create trigger announce after insert on requests
  for each row execute function announce('requests')`,

  // Adds an index for every foreign key and list, and signals that name the changed row.
  '0002_growth': `
create index tasks_of_order on tasks (mchid, out_order_no);

drop index tasks_due;

create index tasks_due on tasks (due_at, id) where done_at is null;

create index services_of_merchant on services (mchid);

drop index orders_newest;

alter table orders add column position bigint generated always as identity;

create index orders_newest on orders (position);

create index orders_of_state on orders (state, position);

alter table orders add column open boolean not null default true;

drop index orders_of_user;

create index orders_of_user on orders (openid) where open;

drop index notifications_newest;

alter table notifications add column position bigint generated always as identity;

create index notifications_newest on notifications (position);

drop index notifications_of_order;

create index notifications_of_order on notifications (mchid, out_order_no, position);

create function announce_order() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', tg_argv[0] || ':' || coalesce(new.out_order_no, old.out_order_no));
  return null;
end
$$;

create function announce_attempt() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', 'deliveries:' || out_order_no)
  from ${SCHEMA}.notifications where id = new.notification_id;
  return null;
end
$$;

create function announce_user() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', 'users:' || coalesce(new.openid, old.openid));
  return null;
end
$$;

drop trigger announce on tasks;

create trigger announce after insert or delete or update of done_at on tasks
  for each row execute function announce_order('tasks');

drop trigger announce on orders;

create trigger announce after insert or delete or update on orders
  for each row execute function announce_order('orders');

drop trigger announce on notifications;

create trigger announce after insert or delete or update on notifications
  for each row execute function announce_order('deliveries');

drop trigger announce on attempts;

create trigger announce after insert on attempts
  for each row execute function announce_attempt();

drop trigger announce on users;

create trigger announce after insert or delete or update on users
  for each row execute function announce_user();

create trigger announce_cleared after truncate on tasks
  for each statement execute function announce('tasks');

create trigger announce_cleared after truncate on orders
  for each statement execute function announce('orders');

create trigger announce_cleared after truncate on notifications
  for each statement execute function announce('deliveries');

create trigger announce_cleared after truncate on users
  for each statement execute function announce('users');

create trigger announce_cleared after truncate on faults
  for each statement execute function announce('faults');

create trigger announce_cleared after truncate on requests
  for each statement execute function announce('requests')`,

  // Turns orders into entities of any product, with a table for further unique numbers. JSON functions cannot read a
  // document with an escaped NUL, so the text is searched instead.
  '0003_products': `
alter table order_events drop constraint order_events_mchid_out_order_no_fkey;

alter table notifications drop constraint notifications_mchid_out_order_no_fkey;

alter table tasks drop constraint tasks_mchid_out_order_no_fkey;

drop trigger announce on orders;

drop trigger announce_cleared on orders;

alter table orders rename to entities;

alter table entities rename column out_order_no to number;

alter table entities drop constraint orders_pkey;

alter table entities add column product text not null default 'payafter';

alter table entities alter column product drop default;

alter table entities add column sub_mchid text;

alter table entities add primary key (product, mchid, number);

drop index orders_newest;

drop index orders_of_state;

drop index orders_of_user;

create index entities_newest on entities (product, mchid, position);

create index entities_of_state on entities (product, mchid, state, position);

create index entities_of_user on entities (product, openid) where open;

create table entity_keys (
  product text not null,
  name text not null,
  value text not null,
  mchid text not null,
  number text not null,
  primary key (product, name, value),
  foreign key (product, mchid, number) references entities on delete cascade
);

create index entity_keys_of_entity on entity_keys (product, mchid, number);

insert into entity_keys (product, name, value, mchid, number)
  select product, 'order_id', order_id, mchid, number from entities
  union all select product, 'query_id', query_id, mchid, number from entities
  union all select product, 'transaction_id', transaction_id, mchid, number
    from (
      select *, substring(document::text from '"finish_transaction_id":"([0-9]{28})"') as transaction_id from entities
    ) paid
    where transaction_id is not null;

alter table entities drop column order_id;

alter table entities drop column query_id;

alter table entities drop column service_id;

alter table order_events rename to events;

alter table events rename column out_order_no to number;

alter table events add column product text not null default 'payafter';

alter table events alter column product drop default;

alter table events add foreign key (product, mchid, number) references entities on delete cascade;

drop index order_events_of_order;

create index events_of_entity on events (product, mchid, number, id);

create index events_of_merchant on events (mchid, id);

alter table notifications rename column out_order_no to number;

alter table notifications add column product text not null default 'payafter';

alter table notifications alter column product drop default;

alter table notifications alter column service_id drop not null;

alter table notifications add column url text;

alter table notifications add column amount text;

alter table notifications add column original_type text not null default 'payscore';

alter table notifications alter column original_type drop default;

alter table notifications add column associated_data text not null default 'payscore';

alter table notifications alter column associated_data drop default;

alter table notifications add column summary text not null default '';

alter table notifications alter column summary drop default;

alter table notifications add foreign key (product, mchid, number) references entities on delete cascade;

drop index notifications_newest;

create index notifications_newest on notifications (mchid, position);

drop index notifications_of_order;

create index notifications_of_entity on notifications (mchid, number, product, position);

alter table tasks rename column out_order_no to number;

alter table tasks add column product text not null default 'payafter';

alter table tasks alter column product drop default;

alter table tasks add foreign key (product, mchid, number) references entities on delete cascade;

drop index tasks_of_order;

create index tasks_of_entity on tasks (mchid, number, product);

create index tasks_of_merchant on tasks (mchid, due_at, id) where done_at is null;

alter table merchants add column position bigint generated always as identity;

alter table faults add column mchid text;

alter table requests add column mchid text;

create or replace function announce_order() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', tg_argv[0] || ':' || coalesce(new.number, old.number));
  return null;
end
$$;

create function announce_entity() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}',
    'entities:' || coalesce(new.product, old.product) || '/' || coalesce(new.number, old.number));
  return null;
end
$$;

create or replace function announce_attempt() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}', 'deliveries:' || number)
  from ${SCHEMA}.notifications where id = new.notification_id;
  return null;
end
$$;

create trigger announce after insert or delete or update on entities
  for each row execute function announce_entity();

create trigger announce_cleared after truncate on entities
  for each statement execute function announce('entities');

update notifications set
  summary = case event_type when 'PAYSCORE.USER_PAID' then '用户已支付' else '用户已确认订单' end,
  amount = case when plaintext like '%"total_amount":%' then 'total_amount' else 'risk_amount' end;

update tasks set handed_over = false where done_at is null`,

  // The book of money, without earlier payments. A trigger keeps balances from becoming negative: a check constraint
  // would
  // refuse the change of a balance that is written as an insert.
  '0004_ledger': `
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
  for each row when (new.balance < 0) execute function refuse_overdraft()`,

  '0005_v2_notifications': `
alter table notifications add column v2_signature text`,

  // Bills read an account, or a merchant's trades, from an instant on.
  '0006_bills': `
drop index ledger_of_account;

create index ledger_of_account on ledger (account, at, id) include (amount);

create index ledger_of_trades on ledger (mchid, at, id) where kind in ('payment', 'refund') and balance is not null`,

  // Every process can watch and stop a move of the clock. A move that is not renewed is over: its process died.
  '0007_clock_moves': `
alter table clock add column move_from bigint;

alter table clock add column move_target bigint;

alter table clock add column move_stops bigint;

alter table clock add column moves_until timestamptz;

alter table clock add column stops bigint not null default 0`,

  '0008_memories': `
create table memories (
  mchid text not null,
  kind text not null,
  number text not null,
  operation text not null,
  said json not null,
  at bigint not null,
  primary key (mchid, kind, number)
)`,

  // Tasks are claimed in their own table instead of a copy of the due ones. Tasks due within a second have their own
  // signal, so that nobody wakes up for later ones.
  '0009_leases': `
drop schema if exists wechatpay_sandbox_jobs cascade;

alter table tasks drop column handed_over;

alter table tasks add column leased_until timestamptz;

alter table tasks add column failures int not null default 0;

create function announce_task() returns trigger language plpgsql as $$
begin
  perform pg_notify('${CHANNEL}',
    case when new.due_at <= ${SCHEMA}.virtual_now() + 1000 then 'due:' else 'tasks:' end || new.number);
  return null;
end
$$;

drop trigger announce on tasks;

create trigger announce_planned after insert on tasks
  for each row execute function announce_task();

create trigger announce after delete or update of done_at on tasks
  for each row execute function announce_order('tasks')`,

  // A reset finds the parts of a merchant's entities, and the entities that partners created for it.
  '0010_parts': `
alter table entities add column part_of text;

update entities set part_of = concat_ws('/', 'combined',
    substring(document::text from '"partOf":{"mchid":"([^"]*)"'),
    substring(document::text from '"partOf":{"mchid":"[^"]*","combine_out_trade_no":"([^"]*)"'))
  where product = 'payment' and document::text like '%"partOf":{"mchid":"%';

create index entities_of_whole on entities (part_of) where part_of is not null;

create index entities_of_sub_merchant on entities (sub_mchid) where sub_mchid is not null`,
}

/** Migrations by name; tests stop at one of them. */
export const migrations: Readonly<Record<string, Migration>> = Object.fromEntries(
  Object.entries(statements).map(([name, text]) => [
    name,
    {
      async up(db: Kysely<Tables>): Promise<void> {
        for (const statement of text.split(';\n\n')) await sql.raw(statement).execute(db)
      },
    },
  ]),
)

/** Changes with every migration. */
export const schemaVersion: string = createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 16)
