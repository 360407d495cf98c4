import { ownOptions } from '../shared/own-options.ts'
import { CompletionRuleError } from '../errors/completion-rule-error.ts'
import { checkTotal } from './check-total.ts'
import { Findings } from './findings.ts'
import { isFen } from '../formats/fen.ts'
import { REMEDY } from './remedies.ts'
import { precisionOf } from '../formats/digit-time.ts'
import { isUnset } from './checks.ts'
import type { Violation } from '../errors/violation.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Checks a completion's body against every rule that needs only the body: required fields, lengths, counts, unique
 * names, times, the requirements of `finish_type`, and the total. It refuses only what WeChat Pay is known to refuse.
 * The client calls it before it sends a completion; `checks: false` turns that off.
 *
 * @param body the JSON body
 * @throws {CompletionRuleError} names every broken rule
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_4&index=6
 */
export function checkCompletionRequest(body: unknown): void {
  const violations = requestViolations(body)
  if (violations.length > 0) throw new CompletionRuleError(violations)
}

/** Lists the violations for which {@link checkCompletionRequest} would throw. */
export function requestViolations(body: unknown): readonly Violation[] {
  const findings = new Findings()
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    findings.add('json', 'an object', body, REMEDY.object)
    return findings.violations
  }
  const json = ownOptions(body as Json)
  findings.requiredText('appid', json['appid'], 32)
  findings.requiredText('service_id', json['service_id'], 32)
  checkFinishType(json, findings)
  checkTimes(json, findings)
  checkTotal(json, findings)
  findings.requiredText('finish_ticket', json['finish_ticket'], 512, REMEDY.ticket)
  const { out_order_no, profit_sharing } = json
  if (out_order_no !== undefined) {
    findings.add('out_order_no', 'nothing: it is part of the path', out_order_no, REMEDY.pathParameter)
  }
  if (typeof (profit_sharing ?? false) !== 'boolean') {
    findings.add('profit_sharing', 'true or false', profit_sharing, REMEDY.boolean)
  }
  return findings.violations
}

function checkFinishType(json: Json, findings: Findings): void {
  const { finish_type, cancel_reason, real_service_end_location: place, total_amount } = json
  if (finish_type === 1) {
    findings.requiredText('cancel_reason', cancel_reason, 30)
    if (!isUnset(place)) {
      findings.add('real_service_end_location', 'nothing, because finish_type is 1', place, REMEDY.unusedHasNoEnd)
    }
    if (isFen(total_amount) && total_amount > 0) {
      findings.add('total_amount', '0, because finish_type is 1', total_amount, REMEDY.unusedIsFree)
    }
  } else if (finish_type === 2) {
    findings.text('real_service_end_location', place, 20)
    if (!isUnset(cancel_reason)) {
      findings.add('cancel_reason', 'nothing, because finish_type is 2', cancel_reason, REMEDY.usedHasNoCancelReason)
    }
  } else findings.add('finish_type', '1 (not used) or 2 (used)', finish_type, REMEDY.finishType)
}

function checkTimes(json: Json, findings: Findings): void {
  const start = findings.time('real_service_start_time', json['real_service_start_time'])
  const precision = start === undefined ? undefined : precisionOf(start)
  const end = findings.time('real_service_end_time', json['real_service_end_time'], precision)
  if (start && end && end < start) {
    const expected = `not before real_service_start_time, ${start}`
    findings.addTime('real_service_end_time', expected, end, REMEDY.endBeforeStart)
  }
}
