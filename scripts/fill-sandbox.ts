/** Queries the sandbox's database. Its `search_path` must begin with the sandbox's schema. */
export type Query = <Row>(text: string, values?: unknown[]) => Promise<{ readonly rows: Row[] }>

/** An entity that a sandbox has created, by the merchant's number. */
export interface Template {
  readonly product: string
  readonly mchid: string
  readonly number: string
}

export interface Filling {
  /** Entities that belong together, such as an order and its refund. All their numbers have at least 8 characters. */
  readonly templates: readonly Template[]
  /** Number of the first copy. Copies are counted, so that a later run can continue. */
  readonly from: number
  /** Number of the last copy, at most seven digits. */
  readonly to: number
  /**
   * Whether to copy deliveries too. Otherwise it copies only entities, their numbers, their timelines and their money.
   */
  readonly deliveries: boolean
}

const DIGITS = 7
/** Stands in a template's numbers for the digits of a copy. No number, and nothing that a document says, contains it. */
const MARK = '<digits>'

/**
 * Ages a sandbox: copies entities with everything that belongs to them, as if the same had happened very often. Each
 * copy has its own numbers, and the book of money still balances. Triggers and foreign keys are switched off, so nobody
 * is notified.
 */
export async function fillSandbox(query: Query, { templates, from, to, deliveries }: Filling): Promise<void> {
  const keys = templates.map(({ product, mchid, number }) => `(${[product, mchid, number].map(quote).join(', ')})`)
  const mine = `(product, mchid, number) in (${keys.join(', ')})`
  const { rows } = await query<{ id: string }>(`
    select number as id from entities where ${mine} union select value from entity_keys where ${mine}
    union select id from notifications where ${mine}`)
  /** Selects a text of the templates with a mark in their numbers, where {@link copied} puts the digits of a copy. */
  const marked = (name: string, text = name): string =>
    `${rows.reduce((inner, { id }) => `replace(${inner}, ${quote(id)}, ${quote(id.slice(0, -DIGITS) + MARK)})`, text)} as ${name}`
  const copied = (name: string): string => `replace(marked.${name}, ${quote(MARK)}, digits)`
  const copies = `(select n, lpad(n::text, ${DIGITS}, '0') as digits from generate_series(${from}, ${to}) n) copies`
  /** Joins the templates with the copies. The numbers are marked once, not once for each copy. */
  const withTemplates = (templates: string): string => `with marked as materialized (${templates})`

  await query(`set session_replication_role = replica`)
  await query(`
    ${withTemplates(`
      select product, mchid, ${marked('number')}, sub_mchid, state, openid, open, created_at,
        ${marked('document', 'document::text')}
      from entities where ${mine}`)}
    insert into entities (product, mchid, number, sub_mchid, state, openid, open, created_at, document)
    select product, mchid, ${copied('number')}, sub_mchid, state, openid, open, created_at, ${copied('document')}::json
    from marked, ${copies} order by n`)
  await query(`
    ${withTemplates(`
      select product, name, ${marked('value')}, mchid, ${marked('number')} from entity_keys where ${mine}`)}
    insert into entity_keys (product, name, value, mchid, number)
    select product, name, ${copied('value')}, mchid, ${copied('number')} from marked, ${copies}`)
  await query(`
    ${withTemplates(`
      select id, product, mchid, ${marked('number')}, at, type, ${marked('detail', 'detail::text')}
      from events where ${mine}`)}
    insert into events (product, mchid, number, at, type, detail)
    select product, mchid, ${copied('number')}, at, type, ${copied('detail')}::json from marked, ${copies}
    order by n, id`)
  if (deliveries) {
    await query(`
      ${withTemplates(`
        select position, ${marked('id')}, product, mchid, ${marked('number')}, event_type, summary, original_type,
          associated_data, v2_signature, ${marked('plaintext')}, amount, url, service_id, state, created_at,
          next_attempt_at
        from notifications where ${mine}`)}
      insert into notifications (id, product, mchid, number, event_type, summary, original_type, associated_data,
        v2_signature, plaintext, amount, url, service_id, state, created_at, next_attempt_at)
      select ${copied('id')}, product, mchid, ${copied('number')}, event_type, summary, original_type, associated_data,
        v2_signature, ${copied('plaintext')}, amount, url, service_id, state, created_at, next_attempt_at
      from marked, ${copies} order by n, position`)
    await query(`
      ${withTemplates(`
        select ${marked('notification_id')}, attempt, attempts.at, attempts.url, request_headers, request_body, status,
          duration_ms, error, reply_excerpt, replayed
        from attempts join notifications on notifications.id = notification_id where ${mine}`)}
      insert into attempts (notification_id, attempt, at, url, request_headers, request_body, status, duration_ms, error,
        reply_excerpt, replayed)
      select ${copied('notification_id')}, attempt, at, url, request_headers, request_body, status, duration_ms, error,
        reply_excerpt, replayed
      from marked, ${copies} order by n`)
    await query(`
      ${withTemplates(`
        select product, kind, mchid, ${marked('number')}, ${marked('notification_id')}, attempt, due_at, done_at, outcome
        from tasks where ${mine} and done_at is not null`)}
      insert into tasks (id, product, kind, mchid, number, notification_id, attempt, due_at, done_at, outcome)
      select gen_random_uuid(), product, kind, mchid, ${copied('number')}, ${copied('notification_id')}, attempt, due_at,
        done_at, outcome
      from marked, ${copies}`)
  }
  await query(`
    ${withTemplates(`
      select id, movement, product, ledger.mchid, ${marked('number')}, at, kind, account, amount,
        accounts.balance as last, sum(amount) over (partition by account) as total,
        sum(amount) over (partition by account order by id) as running, ${marked('business_number')},
        ${marked('voucher_number')}, note
      from ledger left join accounts using (account) where ${mine.replace('mchid', 'ledger.mchid')}`)}
    insert into ledger (movement, product, mchid, number, at, kind, account, amount, balance, business_number,
      voucher_number, note)
    select md5(movement || digits)::uuid, product, mchid, ${copied('number')}, at, kind, account, amount,
      last + total * (n - ${from}) + running, ${copied('business_number')}, ${copied('voucher_number')}, note
    from marked, ${copies}
    order by n, id`)
  await query(`
    update accounts set balance = balance + total * ${to - from + 1}
    from (select account, sum(amount) as total from ledger where ${mine} group by account) posted
    where accounts.account = posted.account`)
  await query(`set session_replication_role = origin`)
  await query(`analyze`)
}

function quote(text: string): string {
  return `'${text.replaceAll(`'`, `''`)}'`
}
