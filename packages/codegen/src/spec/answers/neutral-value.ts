import type { SchemaObject } from '../model.ts'

/** Names of state fields. */
const STATE = /(?:^|_)(?:state|status|result|stage)$|(?:State|Status)$/
const STATE_TITLE = /(?:状态|结果)$/

/** Words of states in which nothing has happened yet, anywhere in a value: `DETAIL_WAIT_PAY`, `Under Review`. */
const BEGUN =
  /(?:^|_| )(?:INIT|NOT_?PAY|UNPAID|ACCEPT(?:ED)?|[A-Z]*ING|WAIT(?:PAY)?|(?:UNDER.)?REVIEW|CREATED?|SUBMITTED|INVITED|IN_PROGRESS|UN(?:ACTIVATED|AUDIT|CHECKED|AUTHORIZED|DECLARED|CLAIMED|SIGNED|REGISTERED|SHOWED|RECEIVED|BOND|_LAUNCHED)|NOT_(?:APPROVE|ACTIVATE|COLLECT|CONTRACTED|ENABLED|REPAY|SELLABLE)|INACTIVATED|NORMAL|NONE)(?:_|$)/i

/** Words that turn such a state into an end, or into money on its way back. */
const ENDS = /SUCC|TERMINAT|REVOK|CANCEL|REFUND|REVERSE|RETURN|REDEEM|PUBLISH|RUNNING|EFFECT|USER_ACCEPTED|HANDLED/i

/** Values that mean "no value". */
const NO_VALUE = /(?:^|_)(?:UNKNOWN?|UNDEFINED|INVALID|EMPTY|DEFAULT)(?:_|$)|^NONE$/i

/** Values that report success, which an answer without state cannot know. */
const SUCCESS = /SUCC?E|SUCEE|(?:^|_)(?:PAID|FINISH(?:ED)?|DONE|COMPLETED?|PASS(?:ED)?|ARRIVED)(?:_|$)/i

/**
 * The first states of enumerations whose words do not show it, each checked by a person. None of them says that money
 * moved.
 */
const reviewed = new Set([
  'CREATE_ACT_STATUS', // an activity that was made and does not run yet
  'COLLECTION_REQUIRED', // a face that has to be collected again
  'PAYER_COMPLAINTED', // a complaint to which nobody has answered
  'SENDED', // a coupon that was not used
  'COUPON_STATE_SEND',
  'UNSHOWED',
  'AUTHORIZATION_STATE_NONE',
  'PARKING_STATE_ENTERED',
  'AVAILABLE',
  'AUTHORIZED', // of `AUTHORIZED, REVOKED`: the only state but the end
  'REVOKED', // of `REVOKED, AUTHORIZED`, in the answer to the revocation
  'SIGNED', // of contracts
  'CONTRACT_STATE_EFFECTIVE',
  'ESTABLISHED',
  'EFFECTIVE',
  'ENABLED',
  'ACTIVE',
  'ONLINE',
  'CARD_EFFECTIVE',
  'CATE_STATE_REDEEM',
  'SAME', // of a comparison
  'MCH_INVITE_SUCC',
  'U0022', // of a device: not sold
  'ALLOW_CANCEL_WITHDRAW',
  'POINT_EXCHANGE_COUPON_FAIL', // points were not exchanged
  '0', // of contracts of APIv2: effective
  'PASS',
  'APPLYMENT_STATE_CANCELED', // of an answer to the cancellation
  'CLOSED', // of an answer to the closing
  'FINISHED', // of an answer that has no other value
])

/** Whether a field is a state field, which must not state more than is known. */
export function isStateField(name: string, { title = '' }: Pick<SchemaObject, 'title'>): boolean {
  return STATE.test(name) || STATE_TITLE.test(title)
}

/**
 * Picks the value of an enumeration that claims least: the first state in which nothing has happened, or the first kind
 * that means something.
 *
 * @returns undefined where every known value reports an outcome
 */
export function neutralValue<Value extends string | number>(
  known: readonly Value[],
  isState: boolean,
): Value | undefined {
  const meant = known.filter((value) => !NO_VALUE.test(String(value)))
  if (!isState) return meant[0] ?? known[0]
  const begun = meant.filter((value) => BEGUN.test(String(value)))
  return (
    begun.find((value) => !ENDS.test(String(value))) ??
    meant.find((value) => reviewed.has(String(value))) ??
    begun[0] ??
    (meant.length === 0 ? known[0] : undefined)
  )
}

/** Where all values report an outcome, picks the first that reports no success. */
export function leastClaim<Value extends string | number>(known: readonly Value[]): Value | undefined {
  return known.find((value) => !SUCCESS.test(String(value))) ?? known[0]
}
