import type { Operation } from '../../../packages/codegen/src/index.ts'
import type { SandboxMemory } from '../../../packages/sandbox/src/generated/operations.ts'
import { products } from '../../../packages/sandbox/src/generated/routes.ts'
import { operationAnswers } from '../../../packages/sandbox/src/products/answer-kinds.ts'

const answers = await operationAnswers()
const tables = await Promise.all(products.map(({ load }) => load()))

/** Which numbers of the merchant's the sandbox knows again, by operation id. */
export const memories: ReadonlyMap<string, SandboxMemory> = new Map(
  tables
    .flatMap((table) => Object.values(table.operations))
    .flatMap(({ id, memory }) => (memory ? [[id, memory] as const] : [])),
)

/** Says how the sandbox answers a call: it plays it with state, remembers what was said, or gives an example. */
export function sandboxAnswer({ id }: Pick<Operation, 'id'>): 'played' | 'remembered' | 'example' {
  return answers[id] ?? 'example'
}

/** Names of the fields by which a call asks about a thing or acts on it: the merchant's own number. */
export function askedBy({ id }: Pick<Operation, 'id'>): readonly string[] {
  const memory = memories.get(id)
  return memory && memory.part !== 'creates' ? memory.number.map(nameAt) : []
}

/** `json.out_bill_no` → `out_bill_no`. */
export function nameAt(place: string): string {
  return place.split('.').at(-1)!
}
