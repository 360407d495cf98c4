import { type Kysely, type Transaction, sql } from 'kysely'
import type { SandboxUser } from './user.ts'
import { type UserSettings, defaultUser } from './settings.ts'
import type { Tables } from '../store/schema.ts'

/** A user as evaluation and deduction know them. */
export type User = SandboxUser & UserSettings

/** The user whose phone the page shows, and who confirms where nobody else is named. */
export const DEFAULT_OPENID = 'oSandboxUser0000000000000001'

/** The same for a merchant that joined: openids differ by appid, and nobody's running orders count for another's. */
export function defaultOpenidOf(mchid: string): string {
  return `oSandboxUser${mchid.padStart(16, '0')}`
}

const OPENID = /^[\w-]{1,128}$/

/** Users by openid. Every well-formed openid is somebody: with the default settings until someone changes them. */
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

  /** One user first, then those whose settings were changed, up to the limit. */
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

  /** @returns undefined when this cannot be an openid */
  async update(openid: string, changes: Partial<UserSettings>): Promise<User | undefined> {
    if (!OPENID.test(openid)) return undefined
    return this.#db.transaction().execute(async (trx) => this.#change(trx, openid, () => changes))
  }

  /** Whether a deduction finds money; uses up one of the failures that were asked for. */
  async charge(trx: Transaction<Tables>, openid: string): Promise<boolean> {
    const before = await this.#lock(trx, openid)
    if (before.failNextDeductions > 0) {
      await this.#change(trx, openid, (user) => ({ failNextDeductions: user.failNextDeductions - 1 }))
      return false
    }
    return before.wallet === 'sufficient'
  }

  /**
   * The same without a transaction.
   *
   * @returns undefined when a failure is to be used up, which needs one
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
