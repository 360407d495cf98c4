import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { WechatPay } from 'wechatpay-ts'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'
import { createEndpoint } from './endpoint.ts'
import { schema } from './ledger.ts'

// Without DATABASE_URL `pg` would connect to whatever PostgreSQL runs on this machine.
const { DATABASE_URL, PORT = '3000' } = process.env
if (!DATABASE_URL) {
  console.error('请设置 DATABASE_URL（PostgreSQL 的地址）')
  process.exit(2)
}
const pool = new pg.Pool({ connectionString: DATABASE_URL })
// An idle connection broke; the pool replaces it.
pool.on('error', ({ message }) => console.error('PostgreSQL:', message))
await pool.query(schema)

const endpoint = createEndpoint(pool, { client: WechatPay.fromEnv() }, ({ verdict, eventType, error }) =>
  console.log(verdict, eventType ?? '', error instanceof Error ? error.message : ''),
)
const server = createServer(nodeWebhook(endpoint)).listen(Number(PORT), () => {
  console.log(`notify_url: http://localhost:${(server.address() as AddressInfo).port}/wechatpay`)
})
