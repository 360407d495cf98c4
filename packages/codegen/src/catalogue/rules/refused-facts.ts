import type { Fact } from '../fact.ts'

/** Facts that a person checked one by one and that the spec does not follow. */
export const refusedFacts: readonly {
  readonly operation: RegExp
  readonly path: RegExp
  readonly keys: readonly (keyof Fact)[]
  readonly reason: string
}[] = [
  {
    operation: /./,
    path: /\.bank_(?:branch_id|branch_name|name)$/,
    keys: ['condition'],
    reason: 'only asked for where the bank is none of the listed ones',
  },
  {
    operation: /^v3\/refund\/domestic\/refunds#post$/,
    path: /^request\.body\.amount\.(?:account|amount)$/,
    keys: ['add'],
    reason: 'members of amount.from, which one page lists a level too high',
  },
  {
    operation: /^v3\/parking\/reminders\//,
    path: /^response\.(?:code|message)$/,
    keys: ['add'],
    reason: 'the shape of a failure; a success has no body',
  },
  {
    operation: /^webhook TRANSACTION\.SUCCESS$/,
    path: /^resource\.(?:(?:out_)?parking_\w+|plate_\w+|start_time|free_duration|state_update_time|blocked_state_description)$/,
    keys: ['add'],
    reason: 'of VEHICLE.ENTRANCE_STATE_CHANGE, whose page calls the event by this name',
  },
  {
    operation: /^webhook TRANSACTION\.SUCCESS$/,
    path: /./,
    keys: ['required', 'requiredFor'],
    reason: 'the spec has an alternative for each kind of payment, with its own marks',
  },
]

/**
 * Operations that sources list twice because one parameter takes either number; maps each id to the operation that
 * stays.
 */
export const mergedOperations: Readonly<Record<string, string>> = {
  'v3/apply4subject/applyment/{applyment_id}/cancel#post': 'v3/apply4subject/applyment/{business_code}/cancel#post',
}
