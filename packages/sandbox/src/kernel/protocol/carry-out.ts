import { setTimeout } from 'node:timers/promises'
import type { Fault } from '../faults/faults.ts'
import { type Reply, faultReply } from './reply.ts'

/**
 * Acts on a request as the fault it was dealt allows. What concerns the signature is done where answers are signed.
 *
 * @returns nothing when the connection is to be cut
 */
export async function carryOut(fault: Fault | undefined, act: () => Promise<Reply>): Promise<Reply | undefined> {
  switch (fault?.kind) {
    case 'reset':
      return undefined
    case 'drop':
      await act()
      return undefined
    case 'delay': {
      const reply = await act()
      await setTimeout(fault.delayMs ?? 1_000)
      return reply
    }
    case 'duplicate':
      // Whoever repeats a request passes the answer to the repetition on.
      await act()
      return act()
    case 'error_before':
      return faultReply(fault.status ?? 500)
    case 'error_after':
      await act()
      return faultReply(fault.status ?? 500)
    default:
      return act()
  }
}
