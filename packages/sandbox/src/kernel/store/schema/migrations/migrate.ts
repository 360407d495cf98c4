import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Tables } from '../tables.ts'
import { first } from './0001-first.ts'
import { growth } from './0002-growth.ts'
import { products } from './0003-products.ts'
import { ledger } from './0004-ledger.ts'
import { v2Notifications } from './0005-v2-notifications.ts'
import { bills } from './0006-bills.ts'
import { clockMoves } from './0007-clock-moves.ts'
import { memories } from './0008-memories.ts'
import { leases } from './0009-leases.ts'
import { parts } from './0010-parts.ts'
import { openStates } from './0011-open-states.ts'
import { SCHEMA } from './schema-name.ts'

/**
 * Brings the schema up to date. Several processes may start at once on one server: one of them migrates under an
 * advisory lock, the others wait for it.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: SCHEMA,
  }).migrateToLatest()
  if (error) throw new Error(`sandbox: the database schema could not be brought up to date`, { cause: error })
}

/** SQL by migration, in order of name. A released migration is never edited, only followed by another. */
const statements: Readonly<Record<string, string>> = {
  '0001_first': first,
  '0002_growth': growth,
  '0003_products': products,
  '0004_ledger': ledger,
  '0005_v2_notifications': v2Notifications,
  '0006_bills': bills,
  '0007_clock_moves': clockMoves,
  '0008_memories': memories,
  '0009_leases': leases,
  '0010_parts': parts,
  '0011_open_states': openStates,
}

/** Migrations by name; tests stop at one of them. */
export const migrations: Readonly<Record<string, Migration>> = Object.fromEntries(
  Object.entries(statements).map(([name, text]) => [
    name,
    {
      async up(db: Kysely<Tables>): Promise<void> {
        for (const statement of text.split(';\n\n')) await sql.raw(statement).execute(db)
      },
    },
  ]),
)

/** Changes with every migration. */
export const schemaVersion: string = createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 16)
