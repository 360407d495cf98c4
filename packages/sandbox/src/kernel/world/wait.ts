import { setTimeout } from 'node:timers/promises'

/** Waits in real time before an answer, until the sandbox closes at most. */
export async function wait(ms: number, closing: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, closing && { signal: closing }).catch(() => {})
}
