import { CHANNEL } from '../../database/signals.ts'
import { SCHEMA } from './schema-name.ts'

/**
 * Turns orders into entities of any product, with a table for further unique numbers. JSON functions cannot read a
 * document with an escaped NUL, so the text is searched instead.
 */
export const products = `
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

update tasks set handed_over = false where done_at is null`
