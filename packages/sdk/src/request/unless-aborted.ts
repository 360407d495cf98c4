import { AbortedError } from '../errors/aborted-error.ts'
import type { OperationCall } from './call.ts'

type Abortable = Pick<OperationCall, 'operation' | 'options' | 'facts'>

const ABORTED = Symbol('aborted')

/**
 * Returns the result of a step of a call, or throws as soon as the caller's signal aborts. Keys, signatures and files come
 * from the caller's own functions and services, which may take long and know no signal. Such work goes on, but nothing
 * uses its result.
 *
 * @param sent whether something may have been sent before
 * @throws {AbortedError} the signal aborted first
 */
export function unlessAborted<Result>(call: Abortable, work: Promise<Result>, sent: boolean): Promise<Result> {
  const { signal } = call.options
  return signal ? race(call, work, signal, sent) : work
}

async function race<Result>(
  call: Abortable,
  work: Promise<Result>,
  signal: AbortSignal,
  sent: boolean,
): Promise<Result> {
  const aborted = Promise.withResolvers<typeof ABORTED>()
  const abort = (): void => aborted.resolve(ABORTED)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort)
  try {
    const first = await Promise.race([work, aborted.promise])
    if (first !== ABORTED) return first
  } finally {
    signal.removeEventListener('abort', abort)
  }
  // Created here and not in the listener, so that the stack leads back to the caller's program.
  throw givenUp(call, signal.reason, sent)
}

/**
 * Makes the error of a call that its caller gave up.
 *
 * @param sent whether something may have been sent
 */
export function givenUp(
  { operation, facts }: Pick<OperationCall, 'operation' | 'facts'>,
  cause: unknown,
  sent: boolean,
): AbortedError {
  return new AbortedError(operation, { cause, sent, isQuery: facts.retry === 'safe' })
}
