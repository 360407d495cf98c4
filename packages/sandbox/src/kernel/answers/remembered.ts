import type { SandboxMemory, SandboxOperation } from '../../generated/operations.ts'
import { isRepetition } from '../machine/repetition.ts'
import type { Refusal } from '../machine/refusal.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { Refused } from '../protocol/refused.ts'
import type { Reply } from '../protocol/reply.ts'
import { byExample } from './answer.ts'
import { type Memories, type Memory, type MemoryKey, numberIn, sentFields } from './memory.ts'
import type { PlayedPart } from './played-part.ts'

/**
 * Marks an answer that repeats what a call sent under the same number. It does not reflect anything that happened
 * since.
 */
const REMEMBERED = { 'Sandbox-Answer': 'remembered' } as const
const OUT_OF_RULES = 268435464

/** Creates an answer from what a call sent. `seed` keeps the numbers of different objects apart. */
export type CreateAnswer = (call: Call, seed?: string) => Promise<Reply>

/**
 * Answers an operation from what calls with the merchant's number sent. The same call gets the same answer. Calls with
 * other parameters and queries for unused numbers are refused as the operation's error table says.
 */
export function answerRemembered(
  operation: SandboxOperation,
  memory: SandboxMemory,
  memories: Memories,
  create: CreateAnswer,
  part?: PlayedPart,
): Answer {
  const refusal = refusalOf(operation, memory)
  return async (call) => {
    const number = numberIn(memory, call)
    // A call without its number cannot be recognised later.
    if (number === undefined && memory.part === 'creates') return byExample(await create(call))
    const key = { mchid: call.merchant.mchid, kind: memory.kind, number: number ?? '' }
    const kept = memory.part === 'creates' ? await created(call, key) : undefined
    const played = await part?.answer(call)
    if (played) return played
    const known = kept ?? (await found(key))
    const reply = await create(asOf(known, call), `${known.mchid}/${known.kind}/${known.number}`)
    return { ...reply, headers: { ...reply.headers, ...REMEMBERED } }
  }

  async function created(call: Call, key: MemoryKey): Promise<Memory> {
    // A client that repeats a call which was cut off meets its effect but no memory, so the effect itself knows what it
    // has done.
    if (!(await memories.find(key))) await part?.effect?.(call)
    const asked = { ...key, operation: operation.id, said: sentFields(call), at: call.now }
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

/**
 * Returns the call as of the time when the object was created. Fields that the call lacks come from the call that
 * created the object.
 */
function asOf({ said, at }: Memory, call: Call): Call {
  return { ...call, now: at, body: { ...said, ...sentFields(call) } }
}

function refusalOf({ v2 }: SandboxOperation, { refusal: { status, code, message } }: SandboxMemory): Refusal {
  const refusal = { outcome: 'refused', status, code, message, causeCode: OUT_OF_RULES } as const
  return v2 ? { ...refusal, v2: { err_code: code, err_code_des: message } } : refusal
}
