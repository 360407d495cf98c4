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
   * @param rememberMs how long it is known after it was done. Default: {@link REMEMBER_MS}
   */
  claim(name: string, leaseMs: number, rememberMs?: number): Promise<Claim>
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

/** WeChat Pay delivers most for a day, some for two; a day more for clocks and people who replay. */
export const REMEMBER_MS = 72 * 3_600_000
