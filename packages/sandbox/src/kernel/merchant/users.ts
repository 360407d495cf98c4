import { type Kysely, type Transaction, sql } from 'kysely'
import type { SandboxUser } from './user.ts'
import { type UserSettings, defaultUser } from './settings.ts'
import type { Tables } from '../store/schema/tables.ts'

/** A user with the settings for evaluation and deduction. */
export type User = SandboxUser & UserSettings

/** The user whose phone the page shows, and who confirms where a command names no user. */
export const DEFAULT_OPENID = 'oSandboxUser0000000000000001'

/** The default user of a further merchant: openids differ by appid, and merchants must not share running orders. */
export function defaultOpenidOf(mchid: string): string {
  return `oSandboxUser${mchid.padStart(16, '0')}`
}

const OPENID = /^[\w-]{1,128}$/

/** Users by openid. Every well-formed openid is a user, with the default settings until somebody changes them. */
export class UserStore {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async find(openid: string): Promise<User | undefined> {
    if (!OPENID.test(openid)) return undefined
    const row = await this.#db.selectFrom('users').select('settings').where('openid', '=', openid).executeTakeFirst()
    return toUser(openid, row?.settings)
  }

  /** Lists the first user, then users with changed settings, up to the limit. */
  async list(limit: number, firstOpenid: string = DEFAULT_OPENID): Promise<User[]> {
    const rows = await this.#db
      .selectFrom('users')
      .selectAll()
      .where('openid', '!=', firstOpenid)
      .orderBy('openid')
      .limit(limit)
      .execute()
    const first = await this.find(firstOpenid)
    return [...(first ? [first] : []), ...rows.map(({ openid, settings }) => toUser(openid, settings))]
  }

  /** @returns undefined when the text is not a valid openid */
  async update(openid: string, changes: Partial<UserSettings>): Promise<User | undefined> {
    if (!OPENID.test(openid)) return undefined
    return this.#db.transaction().execute(async (trx) => this.#change(trx, openid, () => changes))
  }

  /** Whether a deduction finds money. Uses up one of the requested failures. */
  async charge(trx: Transaction<Tables>, openid: string): Promise<boolean> {
    const before = await this.#lock(trx, openid)
    if (before.failNextDeductions > 0) {
      await this.#change(trx, openid, (user) => ({ failNextDeductions: user.failNextDeductions - 1 }))
      return false
    }
    return before.wallet === 'sufficient'
  }

  /**
   * Checks the same without a transaction.
   *
   * @returns undefined when a failure must be used up, which needs a transaction
   */
  async chargeUnlocked(openid: string): Promise<boolean | undefined> {
    const { failNextDeductions, wallet } = await settingsOf(this.#db, openid)
    return failNextDeductions > 0 ? undefined : wallet === 'sufficient'
  }

  async #change(
    trx: Transaction<Tables>,
    openid: string,
    decide: (user: UserSettings) => Partial<UserSettings>,
  ): Promise<User> {
    const before = await this.#lock(trx, openid)
    const settings: UserSettings = { ...before, ...decide(before) }
    const text = JSON.stringify(settings)
    await trx
      .insertInto('users')
      .values({ openid, settings: text })
      .onConflict((conflict) => conflict.column('openid').doUpdateSet({ settings: text }))
      .execute()
    return { openid, ...settings }
  }

  async #lock(trx: Transaction<Tables>, openid: string): Promise<UserSettings> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`user/${openid}`}, 0))`.execute(trx)
    return settingsOf(trx, openid)
  }
}

async function settingsOf(db: Kysely<Tables>, openid: string): Promise<UserSettings> {
  const row = await db.selectFrom('users').select('settings').where('openid', '=', openid).executeTakeFirst()
  return { ...defaultUser, ...row?.settings }
}

function toUser(openid: string, settings?: Partial<UserSettings>): User {
  return { openid, ...defaultUser, ...settings }
}
