/**
 * Records which notifications have been handled, so that copies are not handled again. There are three stores:
 * {@link memoryClaims} for one process, {@link postgresClaims} and {@link redisClaims} for many.
 *
 * The claim and the action's writes are separate, so this is **at least once**: if a process dies after its action and
 * before `done()`, the next delivery is handled again. For exactly once see {@link TransactionalClaims}.
 */
export interface ClaimStore {
  /**
   * Claims a notification for this process, unless it has been handled or another process holds it.
   *
   * @param name the name under which it must be handled only once: `PAYSCORE.USER_PAID 1900000109 PB2026…`
   * @param leaseMs how long the claim lasts; after that the process counts as dead, and the next one may claim
   * @param rememberMs how long a handled notification is remembered. Default: {@link REMEMBER_MS}
   */
  claim(name: string, leaseMs: number, rememberMs?: number): Promise<Claim>
}

export type Claim =
  | OwnClaim
  /** The notification was handled before. */
  | { readonly state: 'done' }
  /** Another process is handling it now. */
  | { readonly state: 'running' }

/** A claim of this process. Its methods may be called again after a failure and must tolerate that. */
export interface OwnClaim {
  readonly state: 'mine'
  /**
   * Restarts the lease.
   *
   * @returns false when this process no longer holds the claim
   */
  renew(): Promise<boolean>
  /**
   * Marks the notification as handled, so that nobody can claim it again.
   *
   * @returns false when another process took it over after the lease; that process is not disturbed
   */
  done(): Promise<boolean>
  /** Gives the claim up after a failure, so that the next delivery can claim at once. */
  release(): Promise<void>
}

/**
 * Claims that commit together with the action's writes: **exactly once** for writes through the transaction. Whenever a
 * process dies, either both exist afterwards or neither. See {@link postgresTransactions}.
 */
export interface TransactionalClaims<Transaction> {
  /**
   * Begins a transaction, claims in it and calls `work` with it. Commits when `work` resolves; rolls back with the
   * claim when it rejects.
   *
   * @param name the name under which it must be handled only once: `PAYSCORE.USER_PAID 1900000109 PB2026…`
   * @param rememberMs how long a handled notification is remembered. Default: {@link REMEMBER_MS}
   * @param work not called when the notification has been handled or another process holds it
   */
  inTransaction<Value>(
    name: string,
    rememberMs: number | undefined,
    work: (transaction: Transaction) => Promise<Value>,
  ): Promise<Committed<Value>>
}

export type Committed<Value> =
  | { readonly state: 'committed'; readonly value: Value }
  /** The notification was handled before. */
  | { readonly state: 'done' }
  /** Another process is handling it now. */
  | { readonly state: 'running' }

/**
 * WeChat Pay delivers most notifications for a day, some for two; one more day allows for clock differences and manual
 * replays.
 */
export const REMEMBER_MS = 72 * 3_600_000
