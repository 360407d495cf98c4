import { ControlError, invalid } from '../control/control-error.ts'
import { outOrderNo } from '../control/fields.ts'
import { integer, object, oneOf, optional, text } from '../control/input.ts'
import { checkFaultCode } from './fault-code.ts'
import { type Fault, faultKinds, faultKindsOf, methods } from './faults.ts'

const fields = object({
  target: oneOf(['api', 'notify']),
  kind: oneOf(faultKinds),
  remaining: optional(integer(1, 1_000_000)),
  method: optional(oneOf(methods)),
  path: optional(text(/^[\x20-\x7e]{1,255}$/, '1 to 255 printable ASCII characters')),
  outOrderNo: optional(outOrderNo),
  code: optional(text(/^[A-Za-z0-9_]{1,64}$/, 'an error code')),
  status: optional(integer(200, 599)),
  delayMs: optional(integer(0, 60_000)),
})

/** A requested fault; it occurs once by default. */
export type NewFault = Omit<Fault, 'id' | 'remaining'> & Partial<Pick<Fault, 'remaining'>>

/**
 * Reads a fault, and checks that its kind, status and code fit its other fields.
 *
 * @throws {ControlError} names the field and its possible values
 */
export async function readFault(given: unknown): Promise<Omit<Fault, 'id'>> {
  const { remaining = 1, ...fault } = fields(given, '')
  const { target, kind, code, status } = fault
  const kinds = faultKindsOf[target]
  if (!kinds.includes(kind)) throw invalid('kind', `one of ${kinds.join(', ')} where the target is ${target}`, kind)
  const answers = kind === 'error_before' || kind === 'error_after'
  if (code !== undefined && !answers) {
    throw new ControlError(400, 'INVALID_INPUT', `${kind} 不答错误码 · ${kind} answers no code`, {
      field: 'code',
      expected: 'kind error_before or error_after with it',
      received: code,
    })
  }
  if (code !== undefined) await checkFaultCode(fault)
  else if (status !== undefined && status < 400) throw invalid('status', 'a whole number from 400 to 599', status)
  return { ...fault, remaining }
}
