import type { SandboxMemory, SandboxOperation } from '../../generated/operations.ts'
import type { Call } from '../protocol/call.ts'
import { isObject } from '../validate/check-value.ts'

/** A call that created something under a merchant's number. Only its content is kept. */
export interface Memory extends MemoryKey {
  /** Id of the called operation. */
  readonly operation: string
  /** All values of the request by name, whatever part they were in. */
  readonly said: Readonly<Record<string, unknown>>
  /** Virtual instant, ms. */
  readonly at: number
}

export interface MemoryKey {
  readonly mchid: string
  readonly kind: string
  readonly number: string
}

/** A store of such calls. */
export interface Memories {
  find(key: MemoryKey): Promise<Memory | undefined>
  /** @returns the stored memory: this one, or an earlier one under the same number */
  keep(memory: Memory): Promise<Memory>
}

/** How an operation is answered: by a product with state, from a remembered call, or by an example. */
export type AnswerKind = 'played' | 'remembered' | 'example'

/**
 * @param played whether a product implements the operation with this id. Calls whose query a product implements are not
 *   remembered
 */
export function answerKind({ id, memory }: SandboxOperation, played: (id: string) => boolean): AnswerKind {
  if (played(id)) return 'played'
  if (!memory || (memory.query !== undefined && played(memory.query))) return 'example'
  if (memory.part === 'creates') return 'remembered'
  return memory.creators.every((creator) => played(creator)) ? 'example' : 'remembered'
}

/** The merchant's number in a request; undefined where a part of it is missing. */
export function numberIn({ number }: SandboxMemory, { params, query, body }: Call): string | undefined {
  const fields = isObject(body) ? body : {}
  const parts = number.map((place) => {
    const [where = '', name = ''] = place.split('.')
    const value = { path: params, query }[where] ?? fields
    return value[name]
  })
  const isWhole = parts.every((part) => (typeof part === 'string' && part !== '') || typeof part === 'number')
  return isWhole ? parts.map(String).join('/') : undefined
}

/** Fields that are new in every request of APIv2. */
const MADE_ANEW = new Set(['nonce_str', 'sign', 'sign_type'])

export function sentFields({ params, query, body }: Call): Readonly<Record<string, unknown>> {
  const fields = Object.entries({ ...query, ...(isObject(body) && body), ...params })
  return Object.fromEntries(fields.filter(([name]) => !MADE_ANEW.has(name)))
}
