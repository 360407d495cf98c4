import { CHANNEL } from '../../database/signals.ts'
import { SCHEMA } from './schema-name.ts'

/**
 * Tasks are claimed in their own table instead of a copy of the due ones. Tasks due within a second have their own
 * signal, so that nobody wakes up for later ones.
 */
export const leases = `
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
  for each row execute function announce_order('tasks')`
