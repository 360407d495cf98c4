/** Runs the endpoint in its own process, which stops at a given point and waits there to be killed. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeSync } from 'node:fs'
import pg from 'pg'
import { createWebhookHandler, postgresClaims, type ReceiverOptions } from 'wechatpay-ts/webhook'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'
import { createEndpoint } from '../src/endpoint.ts'
import { credit, schema } from '../src/ledger.ts'

export interface Instructions {
  readonly databaseUrl: string
  readonly keys: ReceiverOptions
  /** The point at which the process stops; without it the process does not stop. */
  readonly stopAt?: 'before-commit' | 'commit-sent' | 'before-answer'
  /** Uses a claim with a lease and no transaction, instead of the example's. */
  readonly leased?: boolean
}

const { databaseUrl, keys, stopAt, leased } = JSON.parse(process.env['INSTRUCTIONS']!) as Instructions

/** Blocks the whole process, so that nothing more leaves it. */
function stop(): void {
  writeSync(1, 'stopped\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const pool = new pg.Pool({ connectionString: databaseUrl })
await pool.query(schema)

const stoppingPool = {
  async connect() {
    const client = await pool.connect()
    let hasCredited = false
    return {
      query(text: string, values?: unknown[]) {
        hasCredited ||= text.includes('into ledger')
        const isCommit = text === 'commit' && hasCredited
        if (isCommit && stopAt === 'before-commit') stop()
        const answer = client.query(text, values)
        // The driver has passed the statement to the operating system within this same turn.
        if (isCommit && stopAt === 'commit-sent') stop()
        return answer
      },
      release: (error?: Error | boolean) => client.release(error),
      on: (event: 'error', listener: (error: Error) => void) => client.on(event, listener),
      off: (event: 'error', listener: (error: Error) => void) => client.off(event, listener),
    }
  },
}

const onDelivery = (): void => {
  if (stopAt === 'before-answer') stop()
}
const handler = leased
  ? createWebhookHandler({
      keys,
      store: postgresClaims(pool),
      leaseMs: 1,
      on: {
        'PAYSCORE.USER_PAID': async ({ resource }) => {
          await credit(pool, resource.out_order_no ?? '', resource.total_amount ?? 0)
          if (stopAt) stop()
        },
      },
    })
  : createEndpoint(stoppingPool, keys, onDelivery)

const server = createServer(nodeWebhook(handler)).listen(0, '127.0.0.1', () => {
  writeSync(1, `listening ${(server.address() as AddressInfo).port}\n`)
})
