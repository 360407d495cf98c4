import type { SchemaObject } from '../model.ts'

/** Fields that say how far something has come. */
const STATE = /(?:^|_)(?:state|status|result|stage)$|(?:State|Status)$/
const STATE_TITLE = /(?:状态|结果)$/

/** Words of states in which nothing has happened yet, wherever they stand in a value: `DETAIL_WAIT_PAY`, `Under Review`. */
const BEGUN =
  /(?:^|_| )(?:INIT|NOT_?PAY|UNPAID|ACCEPT(?:ED)?|[A-Z]*ING|WAIT(?:PAY)?|(?:UNDER.)?REVIEW|CREATED?|SUBMITTED|INVITED|IN_PROGRESS|UN(?:ACTIVATED|AUDIT|CHECKED|AUTHORIZED|DECLARED|CLAIMED|SIGNED|REGISTERED|SHOWED|RECEIVED|BOND|_LAUNCHED)|NOT_(?:APPROVE|ACTIVATE|COLLECT|CONTRACTED|ENABLED|REPAY|SELLABLE)|INACTIVATED|NORMAL|NONE)(?:_|$)/i

/** Words that turn such a state into the end of something, or into money on its way back. */
const ENDS = /SUCC|TERMINAT|REVOK|CANCEL|REFUND|REVERSE|RETURN|REDEEM|PUBLISH|RUNNING|EFFECT|USER_ACCEPTED|HANDLED/i

/** Values that stand for no value. */
const NO_VALUE = /(?:^|_)(?:UNKNOWN?|UNDEFINED|INVALID|EMPTY|DEFAULT)(?:_|$)|^NONE$/i

/** Values that tell of success, which an answer without state knows nothing of. */
const SUCCESS = /SUCC?E|SUCEE|(?:^|_)(?:PAID|FINISH(?:ED)?|DONE|COMPLETED?|PASS(?:ED)?|ARRIVED)(?:_|$)/i

/**
 * Looked at one by one: the first state of enumerations whose words do not tell. None of them says that money moved.
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

/** Whether a field says how far something has come, and so must not say more than is known. */
export function isStateField(name: string, { title = '' }: Pick<SchemaObject, 'title'>): boolean {
  return STATE.test(name) || STATE_TITLE.test(title)
}

/**
 * The value of an enumeration that claims least: of states the first in which nothing has happened, of kinds the first
 * that stands for something.
 *
 * @returns nothing where every known value tells of an outcome
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

/** Where all values tell of an outcome, one that says nothing of the merchant's money. */
export function leastClaim<Value extends string | number>(known: readonly Value[]): Value | undefined {
  return known.find((value) => !SUCCESS.test(String(value))) ?? known[0]
}
