import type { SandboxOperation } from '../../generated/operations.ts'
import type { FaultSubject } from '../faults/faults.ts'
import { isObject } from '../validate/check-value.ts'
import type { Call } from './call.ts'
import type { ReceivedRequest } from './received-request.ts'

/** Names of the merchant's own number, in the order in which a request is searched. */
const NUMBERS = ['out_order_no', 'out_refund_no', 'out_trade_no', 'combine_out_trade_no']

/** Returns the facts of a request that faults are matched against. */
export function subjectOf(
  { method, path }: ReceivedRequest,
  { params, query, body }: Pick<Call, 'params' | 'query' | 'body'>,
  { errors }: Pick<SandboxOperation, 'errors'>,
): FaultSubject {
  const sent = { ...(isObject(body) ? body : {}), ...query, ...params }
  const outOrderNo = NUMBERS.map((name) => sent[name]).find((value) => typeof value === 'string')
  return {
    target: 'api',
    method,
    path,
    ...(typeof outOrderNo === 'string' && { outOrderNo }),
    ...(errors && { errors }),
  }
}
