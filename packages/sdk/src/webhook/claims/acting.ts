import { claimTrouble } from './claim-trouble.ts'
import type { ClaimStore, TransactionalClaims } from './claim-store.ts'
import { ENDED, retryWithin } from './retry.ts'
import { Renewal, type LeaseTerms } from './renewal.ts'
import type { ClaimError } from '../../errors/claim-error.ts'

export interface ActingTerms extends LeaseTerms {
  /** The name under which the notification must be handled only once. */
  readonly name: string
  readonly rememberMs: number | undefined
  /** Called when the action has succeeded, before the store records it. */
  readonly onActed?: (value: unknown) => void
  /** Called when another process may have taken over while the action still runs. */
  readonly onLost?: (error: ClaimError) => void
}

export type Acted =
  | { readonly state: 'acted'; readonly value: unknown; readonly trouble?: ClaimError }
  | { readonly state: 'done' }
  | { readonly state: 'running' }

/** Claims the notification, renews the claim while the action runs, and records the result in the store. */
export async function actUnderLease(
  store: ClaimStore,
  terms: ActingTerms,
  action: (context: { claimLost: AbortSignal }) => unknown,
): Promise<Acted> {
  const { name, leaseMs, rememberMs, timer, onActed, onLost } = terms
  const askedAt = timer.now()
  const claim = await store.claim(name, leaseMs, rememberMs)
  if (claim.state !== 'mine') return { state: claim.state }
  const renewal = new Renewal(claim, terms, askedAt + leaseMs)
  renewal.lost.addEventListener('abort', () => onLost?.(renewal.lost.reason as ClaimError))
  let value: unknown
  try {
    value = await action({ claimLost: renewal.lost })
  } catch (error) {
    renewal.stop()
    await retryWithin(timer, { until: 0, atLeast: 3 }, () => claim.release()).catch((second: unknown) => {
      throw new AggregateError([error, second], 'the action failed, and so did the store when it was to be told', {
        cause: error,
      })
    })
    throw error
  }
  renewal.stop()
  onActed?.(value)
  try {
    const isMine = await retryWithin(timer, { until: renewal.until, atLeast: 3 }, () => claim.done())
    return { state: 'acted', value, ...(!isMine && { trouble: claimTrouble.takenOver() }) }
  } catch (error) {
    return { state: 'acted', value, trouble: claimTrouble.unrecorded(error) }
  }
}

/** Claims and runs the action in one transaction. */
export async function actInTransaction<Transaction>(
  store: TransactionalClaims<Transaction>,
  { name, rememberMs, maxActionMs, timer }: ActingTerms,
  action: (context: { claimLost: AbortSignal; transaction: Transaction }) => unknown,
): Promise<Acted> {
  const lost = new AbortController()
  const committed = await store.inTransaction(name, rememberMs, async (transaction) => {
    const ended = new AbortController()
    const overdue = timer.sleep(maxActionMs, ended.signal).then((): never => {
      const error = claimTrouble.tooLong(maxActionMs)
      lost.abort(error)
      throw error
    })
    try {
      const acted = async (): Promise<unknown> => action({ claimLost: lost.signal, transaction })
      return await Promise.race([acted(), overdue])
    } finally {
      ended.abort(ENDED)
    }
  })
  return committed.state === 'committed' ? { state: 'acted', value: committed.value } : committed
}
