type Fields = Readonly<Record<string, string>>

/** A kind of notification of APIv2. The notifications themselves carry no type. */
export interface NotificationKind {
  /** The event's name without `v2/`. */
  readonly type: string
  /** Fields that distinguish this notification from others of its kind, in the order of its id. */
  readonly identity: readonly string[]
  /** The identifying fields that must be present. */
  readonly required: readonly string[]
  /** Returns when it happened, as written on the wire. */
  time(fields: Fields): string | undefined
}

const RENTALS: ReadonlySet<string | undefined> = new Set([
  'CHECK.SUCCESS',
  'CHECK.FAIL',
  'TRANSACTION.SUCCESS',
  'TRANSACTION.FAIL',
])

/**
 * Recognises a notification by its fields.
 *
 * @param fields the signed fields; for a refund, those in its `req_info` too
 * @returns undefined for an undocumented kind
 */
export function kindOf(fields: Fields): NotificationKind | undefined {
  const has = (name: string): boolean => (fields[name] ?? '') !== ''
  if (has('req_info')) {
    // A refund that failed (CHANGE) can still succeed, which another notification announces.
    return kind('refund-processed', ['refund_id', 'refund_status'], [], ({ success_time }) => success_time)
  }
  if (has('event_ciphertext')) {
    const type = fields['event_type']
    return RENTALS.has(type) ? kind(type!, ['event_id'], [], ({ event_create_time }) => event_create_time) : undefined
  }
  if (has('combine_out_trade_no')) {
    const type = hasSucceeded(fields) ? 'combined-transactions-success' : 'combined-transactions-failed'
    return kind(type, ['combine_mch_id', 'combine_out_trade_no'], ['result_code'], lastPayment)
  }
  if (has('vehicle_event_type')) {
    const identity = ['plate_number', 'vehicle_event_createtime']
    const optional = ['mch_id', 'sub_mch_id', 'vehicle_event_type']
    return kind('vehicle-state-changed-for-parking', identity, optional, (fields) => fields['vehicle_event_createtime'])
  }
  if (has('risk_level')) return kind('transactions-risk-occurred', ['event_code'], ['mch_id', 'sub_mch_id'], never)
  if (has('change_type')) {
    const identity = ['mch_id', 'contract_id', 'change_type']
    return kind('pap-contract-state-changed', identity, ['operate_time'], ({ operate_time }) => operate_time)
  }
  if (has('out_trade_no')) {
    const type = hasSucceeded(fields) ? 'transaction-success' : 'transaction-failed'
    // The merchant chooses the number, so two merchants can use the same.
    const identity = ['mch_id', 'out_trade_no', 'result_code']
    return kind(type, identity, ['sub_mch_id', 'trade_state'], ({ time_end }) => time_end)
  }
  return undefined
}

/** @param proven the fields that are signed or were encrypted */
export function eventId({ type, identity }: NotificationKind, proven: Fields): string {
  return [type, ...identity.map((name) => proven[name] ?? '').filter((value) => value !== '')].join(' ')
}

function kind(
  type: string,
  required: readonly string[],
  optional: readonly string[],
  time: NotificationKind['time'],
): NotificationKind {
  return { type, required, identity: [...required, ...optional], time }
}

/**
 * Returns whether a deduction was made. WeChat Pay announces refused deductions in the same way; it accepts parking
 * fees first and collects them later.
 */
function hasSucceeded({ result_code, trade_state = '' }: Fields): boolean {
  return result_code === 'SUCCESS' && ['', 'SUCCESS', 'ACCEPT'].includes(trade_state)
}

function lastPayment({ sub_order_list }: Fields): string | undefined {
  try {
    const { order_list } = JSON.parse(sub_order_list ?? '') as { readonly order_list: readonly Fields[] }
    return order_list
      .map(({ time_end = '' }) => time_end)
      .toSorted()
      .at(-1)
  } catch {
    return undefined
  }
}

function never(): undefined {
  return undefined
}
