import type { PGlite } from '@electric-sql/pglite'
import type { ListenConnection } from './listen-connection.ts'

/** Triggers announce on it which table has changed: in the same transaction, so that nobody hears of what is undone. */
export const CHANNEL = 'wechatpay_sandbox'

const names = ['tasks', 'due', 'clock', 'entities', 'deliveries', 'users', 'settings', 'faults', 'requests'] as const

/**
 * What has changed; `due` is a task that was planned for now or the next second, `tasks` any other. A hint, nothing more: whoever
 * hears it looks into the tables.
 */
export type Signal = (typeof names)[number]

/**
 * @param key which one: `product/number` (entities), a number (deliveries, tasks) or an openid (users); absent where it
 *   may be any
 */
export type SignalListener = (signal: Signal, key?: string) => void

/** Changes committed by any process on this database, heard in every one of them. */
export interface Signals {
  /** @returns the function that ends the subscription */
  readonly subscribe: (listener: SignalListener) => () => void
}

export async function signalsOfPglite(pglite: PGlite): Promise<Signals> {
  const { subscribe, publish } = hub()
  await pglite.listen(CHANNEL, publish)
  return { subscribe }
}

/** After a connection that broke, everybody is told to look again. */
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
