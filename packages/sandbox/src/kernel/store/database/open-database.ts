import type { Kysely } from 'kysely'
import type { Tables } from '../schema/tables.ts'
import type { Signals } from './signals.ts'

/** A database whose schema is up to date, wherever it is. */
export interface OpenDatabase {
  readonly db: Kysely<Tables>
  readonly signals: Signals
  /** Whether no other process can use the database. */
  readonly exclusive: boolean
  /** Whether an earlier start completed it: then anything missing has been lost. */
  readonly wasWhole: boolean
  /** A description for people, never with a password. */
  readonly place: string
  /** Call this when all tables exist and are empty. */
  prepared(): Promise<void>
  /** Call this when everything that a first start creates is there. */
  complete(): Promise<void>
  close(): Promise<void>
}
