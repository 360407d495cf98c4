import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer } from '../protocol/call.ts'
import { answerByExampleV2, answerCreatorV2 } from './answer-v2.ts'
import { answerByExample, answerCreator } from './answer.ts'
import { type Memories, answerKind } from './memory.ts'
import type { PlayedPart } from './played-part.ts'
import { answerRemembered } from './remembered.ts'

/**
 * Answers operations that no product plays: from memory where calls carry one of the merchant's numbers, otherwise with
 * the example.
 *
 * @param memories if absent, all answers are examples
 * @param part what a product plays of the operation nevertheless
 */
export function answerUnplayed(
  operation: SandboxOperation,
  played: (id: string) => boolean,
  memories: Memories | undefined,
  part?: PlayedPart,
): Answer {
  const { memory, v2 } = operation
  if (memory && memories && answerKind(operation, played) === 'remembered')
    return answerRemembered(
      operation,
      memory,
      memories,
      v2 ? answerCreatorV2(operation) : answerCreator(operation),
      part,
    )
  const byExample = v2 ? answerByExampleV2(operation) : answerByExample(operation)
  return part ? async (call) => (await part.answer(call)) ?? byExample(call) : byExample
}
