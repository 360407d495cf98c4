export interface RetryFacts {
  readonly retry: 'safe' | 'idempotent' | 'never'
  readonly businessKey?: readonly string[]
}
