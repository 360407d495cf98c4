import { CHANNEL } from '../../database/signals.ts'
import { SCHEMA } from './schema-name.ts'

/**
 * JSON columns are `json`, not `jsonb`: a merchant's data is stored as sent, including `\u0000` and lone surrogates.
 */
export const first = `
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
  for each row execute function announce('requests')`
