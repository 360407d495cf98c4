import type { ListenConnection } from './listen-connection.ts'

/**
 * The channel on which triggers announce the changed table. They do so within the transaction, so nobody hears of a
 * rollback.
 */
export const CHANNEL = 'wechatpay_sandbox'

const names = ['tasks', 'due', 'clock', 'entities', 'deliveries', 'users', 'settings', 'faults', 'requests'] as const

/**
 * The changed kind; `due` is a task scheduled for now or the next second, `tasks` any other. It is only a hint:
 * listeners read the tables.
 */
export type Signal = (typeof names)[number]

/**
 * @param key the changed thing: `product/number` (entities), a number (deliveries, tasks) or an openid (users); absent
 *   where it may be any
 */
export type SignalListener = (signal: Signal, key?: string) => void

/** Changes committed by any process on this database, announced in all of them. */
export interface Signals {
  /** @returns a function that ends the subscription */
  readonly subscribe: (listener: SignalListener) => () => void
}

/** The part of PGlite that is needed. Its own declarations do not compile for users who check those of libraries. */
interface ListeningDatabase {
  listen(channel: string, heard: (payload: string) => void): Promise<unknown>
}

export async function signalsOfPglite(pglite: ListeningDatabase): Promise<Signals> {
  const { subscribe, publish } = hub()
  await pglite.listen(CHANNEL, publish)
  return { subscribe }
}

/** Creates the signals of a server. After a broken connection every listener is told to look again. */
export async function signalsOfServer(connection: ListenConnection): Promise<Signals> {
  const { subscribe, publish } = hub()
  await connection.listen(CHANNEL, publish, () => {
    for (const name of names) publish(name)
  })
  return { subscribe }
}

function hub(): { subscribe: Signals['subscribe']; publish: (payload: string) => void } {
  const listeners = new Set<SignalListener>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    publish(payload) {
      const colon = payload.indexOf(':')
      const [given, key] = colon < 0 ? [payload] : [payload.slice(0, colon), payload.slice(colon + 1)]
      const name = names.find((known) => known === given)
      if (name) for (const listener of listeners) listener(name, key)
    },
  }
}
