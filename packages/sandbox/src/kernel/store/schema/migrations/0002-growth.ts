import { CHANNEL } from '../../database/signals.ts'
import { SCHEMA } from './schema-name.ts'

/** Adds an index for every foreign key and list, and signals that name the changed row. */
export const growth = `
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
  for each statement execute function announce('requests')`
