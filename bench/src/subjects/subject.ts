import type { CompletionAnswer } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'

export interface Connection {
  readonly identity: Identity
  /** `http://127.0.0.1:…` or `https://localhost:…` */
  readonly baseUrl: string
}

/** A client under measurement. Each call builds, signs, sends, verifies and decodes one completion. */
export interface Subject {
  complete(): Promise<CompletionAnswer>
}
