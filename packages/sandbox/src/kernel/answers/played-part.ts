import type { Call } from '../protocol/call.ts'
import type { Reply } from '../protocol/reply.ts'

/** The calls to an operation that a product plays, because it knows what they are about. */
export interface PlayedPart {
  /** @returns undefined if the product does not know what the call is about */
  readonly answer: (call: Call) => Promise<Reply | undefined>
  /** Called before a number is used for the first time; may refuse. */
  readonly effect?: (call: Call) => Promise<void>
}
