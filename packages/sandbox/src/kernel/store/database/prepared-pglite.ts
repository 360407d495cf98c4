import { type PGlite, protocol, types } from '@electric-sql/pglite'
import type { PGliteDialectConfig } from 'kysely'

/** The part of PGlite that Kysely uses. */
type KyselyPglite = Exclude<PGliteDialectConfig['pglite'], (...args: never) => unknown>
type Execute = KyselyPglite['query']

/** A statement that the database has parsed and, after a few runs, planned. */
interface Prepared {
  readonly name: string
  readonly parameterTypes: readonly number[]
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** Maximum number of prepared statements, since list lengths vary their texts. The most recent ones are kept. */
const MOST_PREPARED = 200

const COMMIT = 'commit'

/** Command tags after which prepared statements may fail because their columns changed. */
const CHANGES_TABLES = /^(CREATE|ALTER|DROP) /
const ENDS_TRANSACTION = /^(COMMIT|ROLLBACK)$/

const { serialize } = protocol

/**
 * Runs statements on PGlite with a third of its processor time. The library parses and plans every statement anew in
 * six round trips; here a statement is prepared once, then bound and executed in one.
 *
 * It must be the only user of the database: its transactions wait for each other, but not for those of the library.
 */
export class PreparedPglite implements KyselyPglite {
  readonly #pglite: PGlite
  readonly #prepared = new Map<string, Prepared>()
  #count = 0
  #hasChangedTables = false
  #tail: Promise<unknown> = Promise.resolve()

  constructor(pglite: PGlite) {
    this.#pglite = pglite
  }

  get closed(): boolean {
    return this.#pglite.closed
  }

  get ready(): boolean {
    return this.#pglite.ready
  }

  get waitReady(): Promise<void> {
    return this.#pglite.waitReady
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#pglite.close())
  }

  readonly query: Execute = (text, parameters) => this.#inTurn(() => this.#execute(text, parameters, true))

  transaction: KyselyPglite['transaction'] = (work) =>
    this.#inTurn(async () => {
      const begun = await this.#execute('begin').then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      const inside: Execute = (text, parameters) =>
        // If a transaction fails to begin, Kysely would wait for ever.
        begun ? Promise.reject(begun.error) : this.#execute(text, parameters)
      const rollback = async (): Promise<void> => void (await inside('rollback'))
      try {
        const result = await work({ query: inside, rollback })
        if (begun) throw begun.error
        await this.#execute(COMMIT, [], true)
        return result
      } catch (error) {
        await rollback().catch(() => {}) // what went wrong first is what matters
        throw error
      }
    })

  async #execute<T>(
    text: string,
    parameters: unknown[] = [],
    syncToFs = false,
  ): Promise<{ rows: T[]; affectedRows: number; fields: [] }> {
    const { name, parameterTypes, fields } = await this.#prepare(text)
    const values = parameters.map((value, index) => this.#toText(value, parameterTypes[index]))
    const messages = await this.#exchange(
      [serialize.bind({ statement: name, values }), serialize.execute({}), serialize.sync()],
      syncToFs,
    )
    const rows: T[] = []
    let affectedRows = 0
    for (const message of messages) {
      if (isDataRow(message)) {
        const cells = message.fields.map((cell, index) => {
          const { name, dataTypeID } = fields[index]!
          return [name, types.parseType(cell, dataTypeID, this.#pglite.parsers)] as const
        })
        rows.push(Object.fromEntries(cells) as T)
      } else if (isCommandComplete(message)) {
        await this.#forgetWhatChanged(message.text)
        // Only a commit may be answered with another command's tag.
        if (text === COMMIT && message.text === 'ROLLBACK') throw aborted()
        affectedRows = Number(/^(?:insert \d+|update|delete|merge) (\d+)$/i.exec(message.text)?.[1] ?? 0)
      }
    }
    return { rows, affectedRows, fields: [] }
  }

  async #prepare(text: string): Promise<Prepared> {
    const known = this.#prepared.get(text)
    if (known) {
      this.#prepared.delete(text) // and behind those that were used less lately
      this.#prepared.set(text, known)
      return known
    }
    const name = `s${++this.#count}`
    const messages = await this.#exchange([
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ])
    const prepared = {
      name,
      parameterTypes: messages.find(isParameterDescription)?.dataTypeIDs ?? [],
      fields: messages.find(isRowDescription)?.fields ?? [],
    }
    this.#prepared.set(text, prepared)
    const [oldest] = this.#prepared
    if (this.#prepared.size > MOST_PREPARED && oldest) {
      this.#prepared.delete(oldest[0])
      await this.#close([oldest[1]])
    }
    return prepared
  }

  /**
   * Discards prepared statements after tables changed, and after the end of a transaction, which may undo such a
   * change.
   */
  async #forgetWhatChanged(done: string): Promise<void> {
    const isChange = CHANGES_TABLES.test(done)
    if (!isChange && !(this.#hasChangedTables && ENDS_TRANSACTION.test(done))) return
    this.#hasChangedTables = isChange
    const known = [...this.#prepared.values()]
    this.#prepared.clear()
    await this.#close(known)
  }

  async #close(statements: readonly Prepared[]): Promise<void> {
    const closed = statements.map(({ name }) => serialize.close({ type: 'S', name }))
    await this.#exchange([...closed, serialize.sync()])
  }

  #toText(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null
    const toText = type === undefined ? undefined : this.#pglite.serializers[type]
    if (toText) return toText(value)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

  async #exchange(parts: readonly Uint8Array[], syncToFs = false): Promise<readonly Message[]> {
    const message = Buffer.concat(parts)
    const { messages } = await this.#pglite.runExclusive(() => this.#pglite.execProtocol(message, { syncToFs }))
    return messages
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work)
    this.#tail = done.catch(() => {}) // reported to whoever asked for it
    return done
  }
}

/** The error when a statement of the transaction had failed. */
function aborted(): Error {
  return Object.assign(new Error('the transaction was rolled back, not committed'), { code: '25P02' })
}

interface Message {
  readonly name: string
}

function isDataRow(message: Message): message is Message & { readonly fields: readonly (string | null)[] } {
  return message.name === 'dataRow'
}

function isCommandComplete(message: Message): message is Message & { readonly text: string } {
  return message.name === 'commandComplete'
}

function isParameterDescription(message: Message): message is Message & { readonly dataTypeIDs: number[] } {
  return message.name === 'parameterDescription'
}

function isRowDescription(message: Message): message is Message & { readonly fields: Prepared['fields'] } {
  return message.name === 'rowDescription'
}
