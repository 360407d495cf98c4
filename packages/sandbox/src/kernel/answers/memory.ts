import type { SandboxMemory, SandboxOperation } from '../../generated/operations.ts'
import type { Call } from '../protocol/call.ts'
import { isObject } from '../validate/check-value.ts'

/** A call that made something under a number of the merchant's: no more is kept than what it said. */
export interface Memory extends MemoryKey {
  /** Id of the operation that was called. */
  readonly operation: string
  /** Everything the request said, wherever it said it, by name. */
  readonly said: Readonly<Record<string, unknown>>
  /** Virtual instant, ms. */
  readonly at: number
}

export interface MemoryKey {
  readonly mchid: string
  readonly kind: string
  readonly number: string
}

/** Where such calls are kept. */
export interface Memories {
  find(key: MemoryKey): Promise<Memory | undefined>
  /** @returns the memory that is there now: this one, or an earlier one under the same number */
  keep(memory: Memory): Promise<Memory>
}

/** How an operation is answered: by a product's states, by what a call said, or by an example. */
export type AnswerKind = 'played' | 'remembered' | 'example'

/**
 * @param played tells whether a product plays the operation with this id. What a product asks for it knows itself, so
 *   that nothing is remembered beside it
 */
export function answerKind({ id, memory }: SandboxOperation, played: (id: string) => boolean): AnswerKind {
  if (played(id)) return 'played'
  if (!memory || (memory.query !== undefined && played(memory.query))) return 'example'
  if (memory.part === 'creates') return 'remembered'
  return memory.creators.every((creator) => played(creator)) ? 'example' : 'remembered'
}

/** The merchant's number in a request; nothing where the request does not say it whole. */
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

/** Made anew for every request of APIv2. */
const MADE_ANEW = new Set(['nonce_str', 'sign', 'sign_type'])

export function saidIn({ params, query, body }: Call): Readonly<Record<string, unknown>> {
  const said = Object.entries({ ...query, ...(isObject(body) && body), ...params })
  return Object.fromEntries(said.filter(([name]) => !MADE_ANEW.has(name)))
}
