import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseTarget } from '@wechatpay-ts/sandbox'
import { Child } from '../harness/child.ts'
import type { Effort } from '../options.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import type { Drained, Hosted, HostQuestion } from '../sandbox/host.ts'
import type { MerchantQuestion, Run } from '../sandbox/merchant.ts'
import { startPostgres, type StatementGroup } from '../sandbox/postgres.ts'

const IN_FLIGHT = 16
const NOTIFICATIONS_PER_ORDER = 2

interface Outcome extends Run, Omit<Drained, 'seconds'> {
  readonly database: string
  readonly drainSeconds: number
  readonly notified: number
}

/** Orders from creation to payment, notifications included, on each database. */
export async function sandbox(effort: Effort): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-bench-sandbox-'))
  const outcomes: Outcome[] = []
  try {
    outcomes.push(await measure('PGlite, in memory', 'memory', effort.orders))
    outcomes.push(await measure('PGlite, in a folder', { folder }, effort.orders))
    await using postgres = await startPostgres()
    const onServer = await measure('PostgreSQL server', { url: postgres.url }, effort.orders, () =>
      postgres.statements(),
    )
    outcomes.push(onServer)
    const statements = await postgres.statements()
    const text = [speeds(outcomes), ...outcomes.map(whereTimeGoes), statementTable(statements, onServer.orders)]
    return { text: text.join('\n\n'), targets: [], data: { outcomes, statements } }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measure(
  name: string,
  database: DatabaseTarget,
  orders: number,
  warm?: () => Promise<unknown>,
): Promise<Outcome> {
  await using host = new Child(new URL('../sandbox/host.ts', import.meta.url))
  await using merchant = new Child(new URL('../sandbox/merchant.ts', import.meta.url))
  const askHost = <Answer>(question: HostQuestion): Promise<Answer> => host.ask<Answer>(question)
  const askMerchant = <Answer>(question: MerchantQuestion): Promise<Answer> => merchant.ask<Answer>(question)

  const notifyUrl = await askMerchant<string>({ ask: 'listen' })
  const hosted = await askHost<Hosted>({ ask: 'start', database, notifyUrl })
  await askMerchant({ ask: 'start', hosted })
  await askMerchant({ ask: 'run', orders: Math.ceil(orders / 5), inFlight: IN_FLIGHT })
  await warm?.()
  const before = await askMerchant<number>({ ask: 'notified' })
  await askHost({ ask: 'profile' })
  const run = await askMerchant<Run>({ ask: 'run', orders, inFlight: IN_FLIGHT })
  const { seconds: drainSeconds, cpu, shares } = await askHost<Drained>({ ask: 'drain' })
  const notified = (await askMerchant<number>({ ask: 'notified' })) - before
  if (notified < orders * NOTIFICATIONS_PER_ORDER)
    throw new Error(`${name}: ${notified} notifications of ${orders} orders`)
  return { database: name, ...run, drainSeconds, notified, cpu, shares }
}

function speeds(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ database, orders, seconds, callsPerOrder, drainSeconds, cpu }) => [
    database,
    number(orders / seconds),
    number((orders * callsPerOrder) / seconds),
    number(orders / (seconds + drainSeconds)),
    number(cpu / 1000 / orders),
  ])
  const header = [`${IN_FLIGHT} orders in flight`, 'paid orders/s', 'calls/s', 'orders/s, notified', 'CPU ms/order']
  return table(header, rows)
}

function whereTimeGoes({ database, orders, cpu, shares }: Outcome): string {
  const busy = shares.filter(({ activity }) => activity !== 'idle')
  const main = busy.reduce((sum, { microseconds }) => sum + microseconds, 0)
  // The main thread is sampled, the process is metered: what is metered beyond the samples is the thread pool's.
  const elsewhere = { activity: 'other threads: signing, compiling', microseconds: Math.max(0, cpu - main) }
  const total = main + elsewhere.microseconds
  const rows = [...busy, elsewhere]
    .filter(({ microseconds }) => microseconds / total >= 0.005)
    .sort((a, b) => b.microseconds - a.microseconds)
    .map(({ activity, microseconds }) => [
      activity,
      number(microseconds / 1000 / orders),
      `${Math.round((microseconds / total) * 100)} %`,
    ])
  return table([`${database}: where the time goes`, 'ms/order', 'share'], rows)
}

function statementTable(statements: readonly StatementGroup[], orders: number): string {
  const rows = statements.map(({ about, calls, milliseconds }) => [
    about,
    number(calls / orders),
    number(milliseconds / orders),
  ])
  return table(['PostgreSQL server: its statements', 'per order', 'ms/order'], rows)
}
