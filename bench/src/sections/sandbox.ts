import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report, Target } from '../report/targets.ts'
import { type CryptographyLimits, measureCryptography } from '../sandbox/cryptography.ts'
import type { OrderKind } from '../sandbox/merchant.ts'
import { type ServerWork, type StatementLimits, startPostgres } from '../sandbox/postgres.ts'
import { IN_FLIGHT, NOTIFICATIONS, Scene, type Turn } from '../sandbox/scene.ts'

const kinds = {
  payafter: 'pay-after: create, confirm, query, complete, pay',
  jsapi: 'JSAPI: prepay, pay, notification, query',
} as const satisfies Record<OrderKind, string>

/** Number of requests per order that are signed and get a signed answer. People's actions are neither. */
const SIGNED_CALLS: Readonly<Record<OrderKind, number>> = { payafter: 3, jsapi: 2 }

const ONE_SERVER = 'PostgreSQL server, one process'
/** Databases that are profiled, and whose processor time has a target. */
const wantedMs: Readonly<Record<string, number>> = { 'PGlite, in memory': 15, [ONE_SERVER]: 8 }
const STATEMENTS_WANTED = 30

/**
 * Measures orders from creation to payment, including notifications, on each database and with several processes on one
 * database.
 */
export async function sandbox(effort: Effort): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-bench-sandbox-'))
  try {
    await using postgres = await startPostgres()
    await using open = new AsyncDisposableStack()
    const scenes: Record<string, Scene> = {}
    const add = async (name: string, ...options: Parameters<typeof Scene.open>): Promise<void> => {
      scenes[name] = open.use(await Scene.open(...options))
    }
    await add('PGlite, in memory', { database: 'memory' })
    await add('PGlite, in a folder', { database: { folder } })
    const onServer = async (processes: number) =>
      ({ database: { url: await postgres.createDatabase() }, processes, postgres }) as const
    await add(ONE_SERVER, await onServer(1))
    await add('two processes on one server', await onServer(2))
    await add('four processes on one server', await onServer(4))

    const names = Object.keys(scenes)
    const turns: Record<OrderKind, Record<string, readonly Turn[]>> = { payafter: {}, jsapi: {} }
    const profiled: Record<OrderKind, Record<string, Turn>> = { payafter: {}, jsapi: {} }
    for (const kind of kindNames) {
      turns[kind] = await interleave(names, effort.orderTurns, (name) => scenes[name]!.turn(kind, effort.orders))
      for (const name of Object.keys(wantedMs)) {
        profiled[kind][name] = await scenes[name]!.turn(kind, effort.orders, true)
      }
    }
    const limits = { ...measureCryptography(), ...(await postgres.limits()) }
    const text = kindNames.flatMap((kind) => [
      speeds(kind, turns[kind]),
      besideLimits(kind, turns[kind][ONE_SERVER]!, limits),
      ...Object.entries(profiled[kind]).map(([name, turn]) => whereTimeGoes(kind, name, turn)),
      statementTable(kind, profiled[kind][ONE_SERVER]!),
    ])
    return {
      text: text.join('\n\n'),
      targets: kindNames.flatMap((kind) => targets(kind, turns[kind])),
      data: { turns, profiled, limits },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const kindNames = Object.keys(kinds) as OrderKind[]

/** Returns the median over the turns, for one order. */
function perOrder(turns: readonly Turn[], value: (turn: Turn) => number | undefined): number {
  return median(turns.map((turn) => (value(turn) ?? NaN) / turn.orders))
}

const callsOf = ({ statements }: ServerWork): number => statements.reduce((sum, { calls }) => sum + calls, 0)

function speeds(kind: OrderKind, turns: Readonly<Record<string, readonly Turn[]>>): string {
  const rows = Object.entries(turns).map(([name, samples]) => {
    const { median: middle, min, max } = spread(samples.map(({ orders, seconds }) => orders / seconds))
    return [
      name,
      `${number(middle)} (${number(min)}–${number(max)})`,
      number(perOrder(samples, ({ sandboxMs }) => sandboxMs)),
      number(perOrder(samples, ({ server }) => server?.processorMs)),
      number(perOrder(samples, ({ server }) => server && callsOf(server))),
      number(perOrder(samples, ({ merchantMs }) => merchantMs)),
    ]
  })
  const header = [
    kinds[kind],
    'orders/s (least–most)',
    'sandbox CPU ms',
    'server CPU ms',
    'statements',
    'merchant CPU ms',
  ]
  return `${IN_FLIGHT} in flight, per order:\n${table(header, rows)}`
}

/** Compares an order on a server with one process to the minimum that the protocol, the disk and the server demand. */
function besideLimits(kind: OrderKind, turns: readonly Turn[], limits: CryptographyLimits & StatementLimits): string {
  const calls = SIGNED_CALLS[kind]
  const notices = NOTIFICATIONS[kind]
  const statements = perOrder(turns, ({ server }) => server && callsOf(server))
  const writes = perOrder(turns, ({ server }) => server?.writes)
  const reads = statements - writes
  const parts: readonly (readonly [name: string, times: number, each: number | undefined])[] = [
    ['RSA signatures: answers, notifications', calls + notices, limits.signMs],
    ['RSA verifications: requests', calls, limits.verifyMs],
    ['AES-256-GCM: notifications', notices, limits.encryptMs],
  ]
  const cryptography = parts.reduce((sum, [, times, each = 0]) => sum + times * each, 0)
  const server = reads * (limits.readProcessorMs ?? NaN) + writes * (limits.writeProcessorMs ?? NaN)
  const rows = [
    ...parts.map(([name, times, each = NaN]) => [name, number(times), each.toFixed(3), number(times * each), '']),
    ['sandbox, processor', '', '', number(cryptography), number(perOrder(turns, ({ sandboxMs }) => sandboxMs))],
    ['reads, processor of the server', number(reads), decimals(limits.readProcessorMs), '', ''],
    ['writes, processor of the server', number(writes), decimals(limits.writeProcessorMs), '', ''],
    ['server, processor', '', '', number(server), number(perOrder(turns, (turn) => turn.server?.processorMs))],
    ['reads, one after the other', number(reads), decimals(limits.readMs), number(reads * limits.readMs), ''],
    [
      'commits to disk, one after the other',
      number(writes),
      decimals(limits.commitMs),
      number(writes * limits.commitMs),
      '',
    ],
    ['an order, by the clock', '', '', '', number(perOrder(turns, ({ seconds }) => seconds * 1000))],
    [
      `an order’s own time, ${IN_FLIGHT} in flight`,
      '',
      '',
      '',
      number(perOrder(turns, ({ seconds }) => seconds * 1000 * IN_FLIGHT)),
    ],
  ]
  return table([`${kind}, ${ONE_SERVER}: beside the limit`, 'times', 'least ms each', 'least ms', 'ms spent'], rows)
}

function decimals(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3)
}

function whereTimeGoes(kind: OrderKind, name: string, { orders, sandboxMs, shares = [] }: Turn): string {
  const busy = shares
    .filter(({ activity }) => activity !== 'idle')
    .map(({ activity, microseconds }) => ({ activity, ms: microseconds / 1000 }))
  const main = busy.reduce((sum, { ms }) => sum + ms, 0)
  // The profile samples the main thread; the meter covers the process. The difference is the thread pool's.
  const all = [...busy, { activity: 'other threads: signing, compiling', ms: Math.max(0, sandboxMs - main) }]
  const total = all.reduce((sum, { ms }) => sum + ms, 0)
  const rows = all
    .filter(({ ms }) => ms / total >= 0.005)
    .sort((a, b) => b.ms - a.ms)
    .map(({ activity, ms }) => [activity, number(ms / orders), `${Math.round((ms / total) * 100)} %`])
  return table([`${kind}, ${name}: where the time goes`, 'ms/order', 'share'], rows)
}

function statementTable(kind: OrderKind, { orders, server }: Turn): string {
  const rows = (server?.statements ?? []).map(({ about, calls, milliseconds }) => [
    about,
    number(calls / orders),
    number(milliseconds / orders),
  ])
  return table([`${kind}, ${ONE_SERVER}: its statements`, 'per order', 'ms/order'], rows)
}

function targets(kind: OrderKind, turns: Readonly<Record<string, readonly Turn[]>>): Target[] {
  const statements = perOrder(turns[ONE_SERVER]!, ({ server }) => server && callsOf(server))
  return [
    ...Object.entries(wantedMs).map(([name, wanted]) => {
      const spent = perOrder(turns[name]!, ({ sandboxMs }) => sandboxMs)
      return {
        name: `${kind}, ${name}: sandbox CPU per order`,
        wanted: `≤ ${wanted} ms`,
        measured: `${number(spent)} ms`,
        met: spent <= wanted,
      }
    }),
    {
      name: `${kind}: statements per order`,
      wanted: `≤ ${STATEMENTS_WANTED}`,
      measured: number(statements),
      met: statements <= STATEMENTS_WANTED,
    },
  ]
}
