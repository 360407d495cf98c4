import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

const RECONNECT_MS = 500

interface Subscription {
  readonly channel: string
  readonly onPayload: (payload: string) => void
  readonly onListening: () => void
}

/** One connection that listens on any number of channels. When it breaks, another replaces it. */
export class ListenConnection {
  readonly #url: string
  readonly #closing = new AbortController()
  readonly #subscriptions = new Set<Subscription>()
  #client: pg.Client | undefined
  #kept: Promise<void> = Promise.resolve()

  private constructor(url: string) {
    this.#url = url
  }

  /** @throws when the first connection fails */
  static async open(url: string): Promise<ListenConnection> {
    const connection = new ListenConnection(url)
    connection.#kept = connection.#keep(await connection.#connect())
    return connection
  }

  /**
   * @param onListening called each time listening begins, since earlier announcements were missed
   * @returns a function that ends the subscription
   */
  async listen(
    channel: string,
    onPayload: (payload: string) => void,
    onListening: () => void = () => {},
  ): Promise<() => void> {
    const subscription = { channel, onPayload, onListening }
    this.#subscriptions.add(subscription)
    // A connection that is broken, or breaks now, listens again when it is replaced.
    if (this.#client && (await listenOn(this.#client, channel))) onListening()
    return () => void this.#subscriptions.delete(subscription)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#client?.end().catch(() => {}) // broken already
    await this.#kept
  }

  /** @param ended resolves when the first connection breaks */
  async #keep({ ended }: { readonly ended: Promise<void> }): Promise<void> {
    const { signal } = this.#closing
    for (let current: Promise<void> | undefined = ended; !signal.aborted;) {
      await current
      await delay(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => {}) // ended by close()
      if (signal.aborted) return
      current = (await this.#connect().catch(() => undefined))?.ended
    }
  }

  async #connect(): Promise<{ readonly ended: Promise<void> }> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, connectionTimeoutMillis: 10_000 })
    const ended = new Promise<void>((resolve) => client.once('end', resolve))
    client.on('error', () => {}) // 'end' follows
    client.on('notification', ({ channel, payload }) => {
      for (const one of this.#subscriptions) if (one.channel === channel) one.onPayload(payload ?? '')
    })
    await client.connect()
    if (this.#closing.signal.aborted) {
      await client.end()
      return { ended }
    }
    this.#client = client
    void ended.then(() => {
      if (this.#client === client) this.#client = undefined
    })
    for (const { channel, onListening } of this.#subscriptions) if (await listenOn(client, channel)) onListening()
    return { ended }
  }
}

async function listenOn(client: pg.Client, channel: string): Promise<boolean> {
  try {
    await client.query(`listen ${client.escapeIdentifier(channel)}`)
    return true
  } catch {
    return false
  }
}
