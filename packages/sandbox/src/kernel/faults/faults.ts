import type { OperationError } from '../../generated/operations.ts'

/** Kinds of faults for answers of the API and deliveries of notifications. */
export const faultKinds = [
  /** Acts, but closes the connection without a byte. A notification is not sent at all. */
  'drop',
  /** Answers (or sends) only after `delayMs`. */
  'delay',
  /** Acts on the request twice, as if the network had repeated it. A notification is sent twice at once. */
  'duplicate',
  /** Changes the body after signing. */
  'tamper',
  /** Answers `status` without acting. */
  'error_before',
  /** Acts, but then answers `status`. */
  'error_after',
  /** Resets the TCP connection before acting. */
  'reset',
  /** Signs wrongly on purpose, with a signature that starts with `WECHATPAY/SIGNTEST/`. */
  'signtest',
  /** Names an unknown key in `Wechatpay-Serial`. */
  'wrong_serial',
  /** Signs with a timestamp ten minutes old. */
  'stale_timestamp',
  /** Only for notifications: genuine, but encrypted with another APIv3 key. */
  'undecryptable',
  /** Only for notifications: genuine, but with an amount of one fen more. */
  'wrong_amount',
] as const

export type FaultKind = (typeof faultKinds)[number]

const answersOnly: ReadonlySet<FaultKind> = new Set(['error_before', 'error_after', 'reset'])
const notificationsOnly: ReadonlySet<FaultKind> = new Set(['undecryptable', 'wrong_amount'])

/** Kinds of faults for API answers and for notifications. */
export const faultKindsOf: Readonly<Record<Fault['target'], readonly FaultKind[]>> = {
  api: faultKinds.filter((kind) => !notificationsOnly.has(kind)),
  notify: faultKinds.filter((kind) => !answersOnly.has(kind)),
}

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A fault that waits for the next matching requests. */
export interface Fault {
  readonly id: string
  readonly target: 'api' | 'notify'
  readonly kind: FaultKind
  /** Number of requests that the fault will still affect. */
  readonly remaining: number
  /** Restricts the fault to requests of this method. */
  readonly method?: (typeof methods)[number]
  /** Restricts the fault to paths that contain this text; for notifications, the endpoint's path. */
  readonly path?: string
  /** Restricts the fault to this order. */
  readonly outOrderNo?: string
  /**
   * For `error_before` and `error_after`: the code of a documented refusal to answer, such as `NOT_ENOUGH`. The fault
   * waits for a request to an operation that documents it.
   */
  readonly code?: string
  /** For `error_before` and `error_after`. Default: 500, or the documented status of the code. */
  readonly status?: number
  /** For `delay`. Default: 1000. Real time for answers, virtual time for notifications. */
  readonly delayMs?: number
}

/** The facts of a request that faults are matched against. */
export interface FaultSubject {
  readonly target: Fault['target']
  readonly method: string
  readonly path: string
  readonly outOrderNo?: string
  /** The operation's documented refusals. */
  readonly errors?: readonly OperationError[]
}
