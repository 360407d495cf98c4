import type { OperationError } from '../../generated/operations.ts'

/** What can be made to go wrong, on answers of the API and on deliveries of notifications. */
export const faultKinds = [
  /** Act, but never answer: the connection closes without a byte. For a notification: it is not sent at all. */
  'drop',
  /** Answer (or send) only after `delayMs`. */
  'delay',
  /** Act on the request twice, as if the network had repeated it. For a notification: send it twice at once. */
  'duplicate',
  /** Change the body after it was signed. */
  'tamper',
  /** Answer `status` without having acted. */
  'error_before',
  /** Act, then answer `status` all the same. */
  'error_after',
  /** Reset the TCP connection before acting. */
  'reset',
  /** Sign wrongly on purpose, with a signature that starts with `WECHATPAY/SIGNTEST/`. */
  'signtest',
  /** Name a key in `Wechatpay-Serial` that does not exist. */
  'wrong_serial',
  /** Sign with a timestamp ten minutes old. */
  'stale_timestamp',
  /** Notifications only: genuine, but encrypted with another APIv3 key. */
  'undecryptable',
  /** Notifications only: genuine, but about one fen more. */
  'wrong_amount',
] as const

export type FaultKind = (typeof faultKinds)[number]

const answersOnly: ReadonlySet<FaultKind> = new Set(['error_before', 'error_after', 'reset'])
const notificationsOnly: ReadonlySet<FaultKind> = new Set(['undecryptable', 'wrong_amount'])

/** What can happen to answers of the API, and what to notifications. */
export const faultKindsOf: Readonly<Record<Fault['target'], readonly FaultKind[]>> = {
  api: faultKinds.filter((kind) => !notificationsOnly.has(kind)),
  notify: faultKinds.filter((kind) => !answersOnly.has(kind)),
}

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A fault that waits for the next requests it matches. */
export interface Fault {
  readonly id: string
  readonly target: 'api' | 'notify'
  readonly kind: FaultKind
  /** How many requests it is still to hit. */
  readonly remaining: number
  /** Only requests of this method. */
  readonly method?: (typeof methods)[number]
  /** Only requests whose path contains this; for notifications the path of the endpoint. */
  readonly path?: string
  /** Only what concerns this order. */
  readonly outOrderNo?: string
  /**
   * Of `error_before` and `error_after`: answer this refusal as the operation's error table has it, `NOT_ENOUGH`. The fault
   * waits for a request to an operation that documents it.
   */
  readonly code?: string
  /** Of `error_before` and `error_after`; 500 if absent, with a code the documented one. */
  readonly status?: number
  /** Of `delay`; 1000 if absent. Real time for answers, virtual time for notifications. */
  readonly delayMs?: number
}

/** What a fault is matched against. */
export interface FaultSubject {
  readonly target: Fault['target']
  readonly method: string
  readonly path: string
  readonly outOrderNo?: string
  /** How the operation is documented to refuse. */
  readonly errors?: readonly OperationError[]
}
