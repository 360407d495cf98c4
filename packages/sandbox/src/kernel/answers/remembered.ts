import type { SandboxMemory, SandboxOperation } from '../../generated/operations.ts'
import { isRepetition } from '../machine/repetition.ts'
import type { Refusal } from '../machine/refusal.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { Refused } from '../protocol/refused.ts'
import type { Reply } from '../protocol/reply.ts'
import { byExample } from './answer.ts'
import { type Memories, type Memory, type MemoryKey, numberIn, saidIn } from './memory.ts'

/** Says that an answer tells what a call said under the same number, and nothing that happened since. */
const REMEMBERED = { 'Sandbox-Answer': 'remembered' } as const
const OUT_OF_RULES = 268435464

/** Makes an answer of what was said; `seed` tells numbers of one thing from those of another. */
export type Telling = (call: Call, seed?: string) => Promise<Reply>

/**
 * Answers an operation from what calls with a number of the merchant's said. The same call gets the same answer, one
 * with other parameters and a number that nobody used are refused as the operation's error table says.
 */
export function answerRemembered(
  operation: SandboxOperation,
  memory: SandboxMemory,
  memories: Memories,
  tell: Telling,
  effect: (call: Call) => Promise<void> = () => Promise.resolve(),
): Answer {
  const refusal = refusalOf(operation, memory)
  return async (call) => {
    const number = numberIn(memory, call)
    // Without its number a call cannot be known again.
    if (number === undefined && memory.part === 'creates') return byExample(await tell(call))
    const key = { mchid: call.merchant.mchid, kind: memory.kind, number: number ?? '' }
    const known = await (memory.part === 'creates' ? created(call, key) : found(key))
    const reply = await tell(asOf(known, call), `${known.mchid}/${known.kind}/${known.number}`)
    return { ...reply, headers: { ...reply.headers, ...REMEMBERED } }
  }

  async function created(call: Call, key: MemoryKey): Promise<Memory> {
    // Whoever repeats a call that was cut off finds its effect and no memory, so the effect knows what it has done.
    if (!(await memories.find(key))) await effect(call)
    const asked = { ...key, operation: operation.id, said: saidIn(call), at: call.now }
    const kept = await memories.keep(asked)
    if (kept.operation !== asked.operation || !isRepetition(kept.said, asked.said)) throw new Refused(refusal)
    return kept
  }

  async function found(key: MemoryKey): Promise<Memory> {
    const known = key.number === '' ? undefined : await memories.find(key)
    if (!known) throw new Refused(refusal)
    return known
  }
}

/** The call, made when the thing was made, and saying what its maker said where it says nothing itself. */
function asOf({ said, at }: Memory, call: Call): Call {
  return { ...call, now: at, body: { ...said, ...saidIn(call) } }
}

function refusalOf({ v2 }: SandboxOperation, { refusal: { status, code, message } }: SandboxMemory): Refusal {
  const refusal = { outcome: 'refused', status, code, message, causeCode: OUT_OF_RULES } as const
  return v2 ? { ...refusal, v2: { err_code: code, err_code_des: message } } : refusal
}
