/**
 * Remembers which notifications have been acted on, so that each is acted on once, however often and wherever it comes
 * in. There are three: {@link memoryClaims} for one process, {@link postgresClaims} and {@link redisClaims} for many.
 */
export interface ClaimStore {
  /**
   * Takes a notification for this process, unless it has been acted on or somebody else has it.
   *
   * @param name what must not happen twice: `PAYSCORE.USER_PAID 1900000109 PB2026…`
   * @param leaseMs how long it is this process's; after that it is taken to have died, and the next one may try
   */
  claim(name: string, leaseMs: number): Promise<Claim>
}

export type Claim =
  | {
      readonly state: 'mine'
      /** It has been acted on: nobody will get it again. */
      done(): Promise<void>
      /** It failed: the next delivery may try at once. */
      release(): Promise<void>
    }
  /** Acted on before. */
  | { readonly state: 'done' }
  /** Somebody is acting on it now. */
  | { readonly state: 'running' }

/** WeChat Pay delivers for 24 hours and 4 minutes; a day more for clocks and people who replay. */
export const REMEMBER_MS = 48 * 3_600_000
