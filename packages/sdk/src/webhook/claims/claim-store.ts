/**
 * Remembers which notifications have been acted on, so that a copy is not acted on again. There are three:
 * {@link memoryClaims} for one process, {@link postgresClaims} and {@link redisClaims} for many.
 *
 * A claim and what the action writes are two things, so this is **at least once**: of a process that dies after its action
 * and before `done()`, the next delivery is acted on again. See {@link TransactionalClaims} for exactly once.
 */
export interface ClaimStore {
  /**
   * Takes a notification for this process, unless it has been acted on or somebody else has it.
   *
   * @param name what must not happen twice: `PAYSCORE.USER_PAID 1900000109 PB2026…`
   * @param leaseMs how long it is this process's; after that it is taken to have died, and the next one may try
   * @param rememberMs how long it is known after it was done. Default: {@link REMEMBER_MS}
   */
  claim(name: string, leaseMs: number, rememberMs?: number): Promise<Claim>
}

export type Claim =
  | OwnClaim
  /** Acted on before. */
  | { readonly state: 'done' }
  /** Somebody is acting on it now. */
  | { readonly state: 'running' }

/** A claim that this process has. Its methods are called again when they fail, and must bear that. */
export interface OwnClaim {
  readonly state: 'mine'
  /**
   * Begins the lease anew.
   *
   * @returns false when it is not this process's any more
   */
  renew(): Promise<boolean>
  /**
   * It has been acted on: nobody will get it again.
   *
   * @returns false when another process has taken it over after the lease: that one is not disturbed
   */
  done(): Promise<boolean>
  /** It failed: the next delivery may try at once. */
  release(): Promise<void>
}

/**
 * Claims that commit together with what the action writes: **exactly once**, for writes that are made through the
 * transaction. A process may die at any moment; either both are there afterwards, or neither is. See
 * {@link postgresTransactions}.
 */
export interface TransactionalClaims<Transaction> {
  /**
   * Begins a transaction, claims in it and calls `work` with it. Commits when `work` resolves; rolls back, the claim
   * with it, when it rejects.
   *
   * @param name what must not happen twice: `PAYSCORE.USER_PAID 1900000109 PB2026…`
   * @param rememberMs how long it is known afterwards. Default: {@link REMEMBER_MS}
   * @param work not called when the notification has been acted on or somebody else has it
   */
  inTransaction<Value>(
    name: string,
    rememberMs: number | undefined,
    work: (transaction: Transaction) => Promise<Value>,
  ): Promise<Committed<Value>>
}

export type Committed<Value> =
  | { readonly state: 'committed'; readonly value: Value }
  /** Acted on before. */
  | { readonly state: 'done' }
  /** Somebody is acting on it now. */
  | { readonly state: 'running' }

/** WeChat Pay delivers most for a day, some for two; a day more for clocks and people who replay. */
export const REMEMBER_MS = 72 * 3_600_000
