import { setTimeout as delay } from 'node:timers/promises'
import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

/** Triggers announce on it which table has changed: in the same transaction, so that nobody hears of what is undone. */
export const CHANNEL = 'wechatpay_sandbox'
const RECONNECT_MS = 500

const names = ['tasks', 'clock', 'orders', 'deliveries', 'users', 'settings', 'faults', 'requests'] as const

/** What has changed. A hint, nothing more: whoever hears it looks into the tables. */
export type Signal = (typeof names)[number]

/** Changes committed by any process on this database, heard in every one of them. */
export interface Signals {
  /** @returns the function that ends the subscription */
  readonly subscribe: (listener: (signal: Signal) => void) => () => void
  close(): Promise<void>
}

export async function listenOnPglite(pglite: PGlite): Promise<Signals> {
  const { subscribe, publish } = hub()
  const unlisten = await pglite.listen(CHANNEL, publish)
  return { subscribe, close: () => unlisten() }
}

/** Keeps one connection for listening; when it breaks another is made and everybody is told to look again. */
export async function listenOnServer(url: string): Promise<Signals> {
  const { subscribe, publish } = hub()
  const closing = new AbortController()
  let connection = await connect(url, publish)

  async function keepConnected(): Promise<void> {
    while (!closing.signal.aborted) {
      await connection.ended
      while (!closing.signal.aborted) {
        await delay(RECONNECT_MS, undefined, { signal: closing.signal, ref: false })
        const next = await connect(url, publish).catch(() => undefined)
        if (!next) continue
        connection = next
        for (const name of names) publish(name)
        break
      }
    }
  }

  const kept = keepConnected().catch(() => {}) // the wait was aborted by close()
  return {
    subscribe,
    async close() {
      closing.abort()
      await connection.client.end()
      await kept
    },
  }
}

async function connect(
  url: string,
  publish: (payload: string) => void,
): Promise<{ client: pg.Client; ended: Promise<void> }> {
  const client = new pg.Client({ connectionString: url, keepAlive: true })
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  client.on('error', () => {}) // 'end' follows
  client.on('notification', ({ payload }) => publish(payload ?? ''))
  await client.connect()
  await client.query(`listen ${CHANNEL}`)
  return { client, ended }
}

function hub(): { subscribe: Signals['subscribe']; publish: (payload: string) => void } {
  const listeners = new Set<(signal: Signal) => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    publish(payload) {
      const name = names.find((known) => known === payload)
      if (name) for (const listener of listeners) listener(name)
    },
  }
}
