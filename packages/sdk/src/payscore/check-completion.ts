import { ownOptions } from '../shared/own-options.ts'
import { CompletionRuleError } from '../errors/completion-rule-error.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { describeId, describeValue } from '../errors/describe-value.ts'
import { requestViolations } from './check-completion-request.ts'
import { Findings } from './findings.ts'
import { isFen } from '../formats/fen.ts'
import type { CompletableOrder, Completion } from './order.ts'
import type { Now } from '../shared/clock.ts'
import { requireObject } from '../shared/require-object.ts'
import { timeOf } from '../shared/time-of.ts'
import { REMEDY, WRONG_STATE } from './remedies.ts'
import { payscoreTime, precisionOf, readTime } from '../formats/digit-time.ts'
import { isUnset } from './checks.ts'

export interface CheckCompletionOptions {
  /**
   * Compares the end time with this clock. Without it there is no such check: WeChat Pay compares with its own clock,
   * and a local clock that runs slow would refuse valid times.
   */
  readonly clock?: Now
}

/**
 * Checks a completion's body and, if an order is given, compares it with the order's state, `risk_amount`, start,
 * locations and precision of times. Nothing is sent.
 *
 * @param order the answer of a fresh query
 * @throws {CompletionRuleError} names every broken rule
 * @throws {PayscoreValueError} the order lacks a field that every order has
 */
export function checkCompletion(
  body: Completion,
  order?: CompletableOrder,
  options: CheckCompletionOptions = {},
): void {
  const { clock } = ownOptions(requireObject('checkCompletion', 'options', options))
  if (order !== undefined) checkOrderShape(order)
  const findings = new Findings()
  // An order that cannot be completed has no ticket, so its state is reported instead of the missing ticket.
  const completable = !order || checkState(order, findings)
  const ofBody = requestViolations(body).filter(({ field }) => completable || field !== 'finish_ticket')
  findings.violations.push(...ofBody)
  // A body that is no object has already been reported, and has no fields to check.
  if (typeof body === 'object' && body !== null) {
    if (order) checkOrder(body, order, findings)
    if (order && body.finish_type === 2) checkEnd(body, order, findings)
    if (clock) checkNow(body, clock, findings)
  }
  if (findings.violations.length > 0) throw new CompletionRuleError(findings.violations)
}

/**
 * Checks the fields of an order with which a body is compared. An order of another call may lack them.
 *
 * @throws {PayscoreValueError} names the field
 */
function checkOrderShape(order: CompletableOrder): void {
  const { service_start_time: start, risk_amount: risk } = requireObject('checkCompletion', 'order', order)
  if (typeof start !== 'string') throw notOfQuery('order.service_start_time', 'a time', start)
  if (!isFen(risk)) throw notOfQuery('order.risk_amount', 'whole fen', risk)
}

function notOfQuery(field: string, expected: string, received: unknown): PayscoreValueError {
  return new PayscoreValueError({ field, expected, received: describeValue(received), remedy: REMEDY.order })
}

/** @returns false for an order that cannot be completed. For a new, unknown state WeChat Pay decides. */
function checkState({ state }: CompletableOrder, { violations }: Findings): boolean {
  if (!Object.hasOwn(WRONG_STATE, state)) return true
  violations.push({ field: 'order.state', expected: 'USER_ACCEPTED', received: state, remedy: WRONG_STATE[state]! })
  return false
}

function checkOrder(body: Completion, order: CompletableOrder, findings: Findings): void {
  for (const name of ['appid', 'service_id'] as const) {
    if (isUnset(body[name]) || body[name] === order[name]) continue
    const expected = `the one that the order was created with, ${describeId(order[name])}`
    findings.add(name, expected, body[name], REMEDY.asCreated)
  }
  const { total_amount: total } = body
  if (isFen(total) && total > order.risk_amount) {
    const expected = `at most ${describeValue(order.risk_amount)}, the order's risk_amount`
    findings.add('total_amount', expected, total, REMEDY.riskAmount)
  }
}

function checkEnd(body: Completion, order: CompletableOrder, findings: Findings): void {
  const { real_service_end_time: end, real_service_end_location: place } = body
  const { service_start_time: start, service_end_time: expectedEnd, service_start_location: startPlace } = order
  if (!isUnset(place) && place === startPlace) {
    const expected = 'nothing, because the service ended where it began'
    findings.add('real_service_end_location', expected, place, REMEDY.endsWhereItBegan)
  }
  if (isUnset(end)) {
    if (!isUnset(expectedEnd)) return
    const expected = 'a time, because the order has no service_end_time'
    findings.add('real_service_end_time', expected, end, REMEDY.endTimeMissing)
  } else if (readTime(end) !== undefined && findings.time('real_service_end_time', end, precisionOf(start))) {
    if (readTime(start) === undefined || end >= start) return
    findings.addTime('real_service_end_time', `not before service_start_time, ${start}`, end, REMEDY.endBeforeStart)
  }
}

function checkNow({ real_service_end_time: end }: Completion, clock: Now, findings: Findings): void {
  if (end === undefined || readTime(end) === undefined) return
  const now = payscoreTime(timeOf('checkCompletion', clock), precisionOf(end))
  if (end > now) findings.addTime('real_service_end_time', `not after now, ${now}`, end, REMEDY.endInFuture)
}
