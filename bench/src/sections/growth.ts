import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { type Query, fillSandbox } from '../../../scripts/fill-sandbox.ts'
import type { Effort } from '../options.ts'
import { median } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import type { Prices } from '../sandbox/merchant.ts'
import { startPostgres } from '../sandbox/postgres.ts'
import { Scene } from '../sandbox/scene.ts'

const SCHEMA = 'wechatpay_sandbox'
const TEMPLATE = 'TEMPLATE0000000'
/** Repetitions of each action, one after the other. */
const TIMES = 15
/** Maximum ratio of the cost among many payments to the cost among few, for actions that must not become slower. */
const FLAT = 1.5
/** This action reads the whole book, so it takes longer the longer the book is. */
const GROWS = 'check the book'

interface Aged {
  readonly database: string
  readonly entities: number
  readonly prices: Prices
  readonly resetMs: number
}

/** A sandbox's database that the bench can write to directly. */
interface Place {
  readonly name: string
  open(): Promise<Scene>
  write(work: (query: Query) => Promise<void>): Promise<void>
}

/** Measures the cost of payments in a sandbox with few of them, and in one with very many. */
export async function growth(effort: Effort): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-bench-growth-'))
  try {
    await using postgres = await startPostgres()
    const aged: Aged[] = []
    for (const place of [inFolder(folder), onServer(await postgres.createDatabase())]) {
      for (const entities of effort.entities) aged.push(await age(place, entities))
    }
    const names = Object.keys(aged[0]!.prices) as (keyof Prices)[]
    const middle = ({ prices }: Aged, name: keyof Prices): number => median(prices[name])
    const rows = [
      ...names.map((name) => [name as string, ...aged.map((one) => number(middle(one, name)))]),
      ['reset', ...aged.map(({ resetMs }) => number(resetMs))],
    ]
    const [few, many] = [effort.entities[0]!, effort.entities.at(-1)!]
    const ratios = names
      .filter((name) => name !== GROWS)
      .flatMap((name) =>
        aged
          .filter(({ entities }) => entities === many)
          .map(
            (old) =>
              middle(old, name) /
              middle(
                aged.find((one) => one.database === old.database && one.entities === few)!,
                name,
              ),
          ),
      )
    const worst = Math.max(...ratios)
    const header = ['ms', ...aged.map(({ database, entities }) => `${database}, ${number(entities)}`)]
    return {
      text: table(header, rows),
      targets: [
        {
          name: `a payment’s calls at ${number(many)} payments and refunds × at ${number(few)}, the worst`,
          wanted: `≤ ${FLAT}`,
          measured: worst.toFixed(2),
          met: worst <= FLAT,
        },
      ],
      data: { aged },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Copies entities: half of them are payments, half are their refunds. */
async function age(place: Place, entities: number): Promise<Aged> {
  let mchid: string
  {
    await using scene = await place.open()
    const { clientOptions } = await scene.makeTemplate(TEMPLATE)
    mchid = clientOptions.mchid
  }
  const templates = [
    { product: 'payment', mchid, number: TEMPLATE },
    { product: 'refund', mchid, number: `REFUND-${TEMPLATE}` },
  ]
  await place.write((query) => fillSandbox(query, { templates, from: 1, to: entities / 2, deliveries: true }))
  await using scene = await place.open()
  await scene.prices(3) // warms up
  return { database: place.name, entities, prices: await scene.prices(TIMES), resetMs: await scene.reset() }
}

function inFolder(folder: string): Place {
  return {
    name: 'PGlite',
    open: () => Scene.open({ database: { folder } }),
    async write(work) {
      const pglite = await PGlite.create(join(folder, 'database'))
      await pglite.exec(`set search_path to ${SCHEMA}, public`)
      await work((text, values) => pglite.query(text, values))
      await pglite.close()
    },
  }
}

function onServer(url: string): Place {
  return {
    name: 'PostgreSQL',
    open: () => Scene.open({ database: { url } }),
    async write(work) {
      const client = new pg.Client({ connectionString: url, options: `-c search_path=${SCHEMA},public` })
      await client.connect()
      await work((text, values) => client.query(text, values) as never)
      await client.end()
    },
  }
}
