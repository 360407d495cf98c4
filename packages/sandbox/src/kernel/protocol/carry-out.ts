import type { SandboxOperation } from '../../generated/operations.ts'
import { documentedRefusal } from '../faults/fault-code.ts'
import type { Fault } from '../faults/faults.ts'
import type { Refusal } from '../machine/refusal.ts'
import { type Reply, faultReply } from './reply.ts'
import { wait } from '../world/wait.ts'

/**
 * Acts on a request under its fault. Faults of signatures are applied where answers are signed.
 *
 * @param refuse answers with a refusal
 * @param closing ends a delay
 * @returns undefined to cut the connection
 */
export async function carryOut(
  fault: Fault | undefined,
  { errors }: Pick<SandboxOperation, 'errors'>,
  act: () => Promise<Reply>,
  refuse: (refusal: Refusal) => Promise<Reply>,
  closing?: AbortSignal,
): Promise<Reply | undefined> {
  switch (fault?.kind) {
    case 'reset':
      return undefined
    case 'drop':
      await act()
      return undefined
    case 'delay': {
      const reply = await act()
      await wait(fault.delayMs ?? 1_000, closing)
      return reply
    }
    case 'duplicate':
      // A network that repeats a request passes on the answer to the repeat.
      await act()
      return act()
    case 'error_before':
      return fail(fault)
    case 'error_after':
      await act()
      return fail(fault)
    default:
      return act()
  }

  function fail(asked: Fault): Reply | Promise<Reply> {
    const refusal = asked.code === undefined ? undefined : documentedRefusal(asked, errors)
    return refusal ? refuse(refusal) : faultReply(asked.status ?? 500)
  }
}
