import type { Identity } from './identity.ts'
import { Child } from './child.ts'
import type { ClientQuestion } from './client.ts'
import type { Layout } from './cores.ts'
import type { ServerQuestion, ServerUsage } from '../server/server.ts'
import type { TlsMaterial } from '../server/tls-material.ts'
import type { SubjectName } from '../subjects/index.ts'

export interface Scene {
  readonly identity: Identity
  readonly layout: Layout
  readonly subjects: readonly SubjectName[]
  readonly tls?: TlsMaterial
  readonly env?: Record<string, string>
}

/** Starts a server and one process per subject, and checks each subject's first answer. */
export class Clients implements AsyncDisposable {
  readonly #children = new AsyncDisposableStack()
  readonly #clients = new Map<SubjectName, Child>()
  readonly #server: Child

  private constructor(server: Child) {
    this.#server = this.#children.use(server)
  }

  static async start({ identity, layout, subjects, tls, env }: Scene): Promise<Clients> {
    const server = new Child(new URL('../server/server.ts', import.meta.url), { cores: layout.server })
    const clients = new Clients(server)
    try {
      const start: ServerQuestion = { ask: 'start', identity, ...(tls ? { tls } : {}) }
      const { port } = await server.ask<{ port: number }>(start)
      const baseUrl = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
      for (const subject of subjects) {
        const client = new Child(new URL('./client.ts', import.meta.url), {
          cores: layout.client,
          ...(env ? { env } : {}),
        })
        clients.#clients.set(subject, clients.#children.use(client))
        await clients.ask(subject, { ask: 'start', subject, connection: { identity, baseUrl } })
      }
    } catch (error) {
      await clients[Symbol.asyncDispose]()
      throw error
    }
    return clients
  }

  async ask<Answer>(subject: SubjectName, question: ClientQuestion): Promise<Answer> {
    try {
      return await this.#clients.get(subject)!.ask<Answer>(question)
    } catch (error) {
      throw new Error(`${subject}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }

  usage(): Promise<ServerUsage> {
    return this.#server.ask({ ask: 'usage' })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#children.disposeAsync()
  }
}
