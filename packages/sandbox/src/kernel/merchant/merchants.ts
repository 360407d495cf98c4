import { type Kysely, sql } from 'kysely'
import { parseApiKey, parseCertificate, parsePrivateKey } from 'wechatpay-ts/crypto'
import type { ServiceConfig } from './service.ts'
import { type MerchantSecrets, successorPercentOf } from './secrets.ts'
import { defaultMerchantTerms } from '../ledger/terms.ts'
import type { MerchantView } from './merchant-view.ts'
import { isStorable } from '../store/storable.ts'
import type { Tables } from '../store/schema/tables.ts'
import type { Signals } from '../store/database/signals.ts'
import { isDatabaseTrouble } from '../store/database/trouble.ts'

/** A merchant with all its secrets, for its own environment file and never for a log. */
export interface MerchantRecord {
  readonly mchid: string
  readonly secrets: MerchantSecrets
  readonly services: readonly ServiceConfig[]
}

/** Numbers that are not available for further merchants. */
export interface NumbersInUse {
  readonly mchids: ReadonlySet<string>
  readonly serviceIds: ReadonlySet<string>
}

/** The identifying numbers of a merchant. */
export interface Identity {
  readonly mchid: string
  readonly appid: string
  readonly serviceId: string
}

export interface Endpoint {
  /** Absent for the merchant's own address, the fallback for services. */
  readonly serviceId?: string
  readonly url: string | null
}

export class MerchantStore {
  readonly #db: Kysely<Tables>
  /** Views with parsed keys, cached so that requests do not parse them. */
  readonly #views = new Map<string, Promise<MerchantView | undefined>>()
  /** The last known views, with which to sign the answer that the database is unavailable. */
  readonly #lastViews = new Map<string, MerchantView>()
  /** Numbers in use at the last look, plus those of merchants being created here. */
  #inUse: Promise<{ mchids: Set<string>; serviceIds: Set<string> }> | undefined

  constructor(db: Kysely<Tables>, signals: Signals) {
    this.#db = db
    signals.subscribe((name) => {
      if (name === 'settings') this.#views.clear()
    })
  }

  /** Returns the first merchant. The first process that asks creates it. */
  async first(create: () => Promise<MerchantRecord>): Promise<MerchantRecord> {
    const existing = await this.#first(this.#db)
    if (existing) return existing
    const made = await create()
    return this.#db.transaction().execute(async (trx) => {
      await sql`lock table merchants in exclusive mode`.execute(trx)
      const meanwhile = await this.#first(trx)
      if (meanwhile) return meanwhile
      await insertMerchant(trx, made)
      return made
    })
  }

  /**
   * Adds a merchant.
   *
   * @param choose chooses its numbers, given those in use
   * @param make creates it with these numbers
   * @returns undefined when a requested number is taken
   */
  async add(
    choose: (inUse: NumbersInUse) => Identity,
    make: (identity: Identity) => Promise<MerchantRecord>,
    notifyUrl: string | null = null,
  ): Promise<MerchantRecord | undefined> {
    for (;;) {
      const inUse = await (this.#inUse ??= this.#numbersInUse())
      const identity = choose(inUse)
      const { mchid, serviceId } = identity
      if (inUse.mchids.has(mchid) || inUse.serviceIds.has(serviceId)) return undefined
      // Simultaneous creations get different numbers, and only one of two with the same requested number succeeds.
      inUse.mchids.add(mchid)
      inUse.serviceIds.add(serviceId)
      try {
        const made = await make(identity)
        if (await insertMerchant(this.#db, made, notifyUrl)) return made
      } catch (error) {
        this.#inUse = undefined
        throw error
      }
      this.#inUse = undefined // another process was faster
    }
  }

  async #numbersInUse(): Promise<{ mchids: Set<string>; serviceIds: Set<string> }> {
    try {
      const merchants = await this.#db.selectFrom('merchants').select('mchid').execute()
      const services = await this.#db.selectFrom('services').select('service_id').execute()
      return {
        mchids: new Set(merchants.map(({ mchid }) => mchid)),
        serviceIds: new Set(services.map(({ service_id }) => service_id)),
      }
    } catch (error) {
      this.#inUse = undefined // asked for again next time
      throw error
    }
  }

  /** Numbers of all merchants, the first merchant first. */
  async list(): Promise<string[]> {
    const rows = await this.#db.selectFrom('merchants').select('mchid').orderBy('position').execute()
    return rows.map(({ mchid }) => mchid)
  }

  find(mchid: string): Promise<MerchantView | undefined> {
    const known = this.#views.get(mchid)
    if (known) return known
    const view = this.#load(mchid)
    this.#views.set(mchid, view)
    // Neither failures nor unknown numbers are cached: callers could fill the memory with the latter.
    const forget = (): void => void this.#views.delete(mchid)
    view.then((found) => found ?? forget(), forget)
    return view
  }

  /** A merchant with its current secrets. */
  async record(mchid: string): Promise<MerchantRecord | undefined> {
    return isStorable(mchid) ? this.#record(mchid) : undefined
  }

  /** Changes a merchant's secrets, one change at a time across all processes. */
  async change(mchid: string, change: (secrets: MerchantSecrets) => MerchantSecrets): Promise<MerchantSecrets> {
    const changed = await this.#db.transaction().execute(async (trx) => {
      const merchant = trx.selectFrom('merchants').select('secrets').where('mchid', '=', mchid)
      const { secrets } = await merchant.forUpdate().executeTakeFirstOrThrow()
      const next = change(secrets)
      await trx
        .updateTable('merchants')
        .set({ secrets: JSON.stringify(next) })
        .where('mchid', '=', mchid)
        .execute()
      return next
    })
    // Other processes learn of the change by signal; the caller needs it at once.
    this.#views.delete(mchid)
    return changed
  }

  async endpoints(mchid: string): Promise<Endpoint[]> {
    const own = await this.#db.selectFrom('merchants').select('notify_url as url').where('mchid', '=', mchid).execute()
    const services = await this.#db
      .selectFrom('services')
      .select(['service_id as serviceId', 'notify_url as url'])
      .where('mchid', '=', mchid)
      .orderBy('service_id')
      .execute()
    return [...own, ...services]
  }

  /** @returns false when the merchant has no such service */
  async setEndpoint(mchid: string, { serviceId, url }: Endpoint): Promise<boolean> {
    const { numUpdatedRows } =
      serviceId === undefined
        ? await this.#db.updateTable('merchants').set({ notify_url: url }).where('mchid', '=', mchid).executeTakeFirst()
        : await this.#db
            .updateTable('services')
            .set({ notify_url: url })
            .where('mchid', '=', mchid)
            .where('service_id', '=', serviceId)
            .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async #first(db: Kysely<Tables>): Promise<MerchantRecord | undefined> {
    const row = await db.selectFrom('merchants').select(['mchid', 'secrets']).orderBy('position').executeTakeFirst()
    return row && { ...row, services: await servicesOf(db, row.mchid) }
  }

  async #record(mchid: string): Promise<MerchantRecord | undefined> {
    const row = await this.#db.selectFrom('merchants').select('secrets').where('mchid', '=', mchid).executeTakeFirst()
    return row && { mchid, secrets: row.secrets, services: await servicesOf(this.#db, mchid) }
  }

  async #load(mchid: string): Promise<MerchantView | undefined> {
    if (!isStorable(mchid)) return undefined
    try {
      const record = await this.#record(mchid)
      if (!record) return undefined
      const view = viewOf(record)
      this.#lastViews.set(mchid, view)
      return view
    } catch (error) {
      const last = this.#lastViews.get(mchid)
      if (!last || !isDatabaseTrouble(error)) throw error
      this.#views.delete(mchid) // asked for again next time
      return last
    }
  }
}

/**
 * Inserts a merchant and its services, or nothing.
 *
 * @returns false when its number or a service's is taken
 */
async function insertMerchant(
  db: Kysely<Tables>,
  { mchid, secrets, services }: MerchantRecord,
  notifyUrl: string | null = null,
): Promise<boolean> {
  const rows = services.map((service) => ({
    service_id: service.service_id,
    mchid,
    settings: JSON.stringify(service),
    notify_url: null,
  }))
  try {
    // A single statement is checked at its end, so a service may refer to its merchant.
    await db
      .with('merchant', (with_) =>
        with_.insertInto('merchants').values({ mchid, secrets: JSON.stringify(secrets), notify_url: notifyUrl }),
      )
      .insertInto('services')
      .values(rows)
      .execute()
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}

/** PostgreSQL's unique_violation. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

async function servicesOf(db: Kysely<Tables>, mchid: string): Promise<ServiceConfig[]> {
  const rows = await db.selectFrom('services').select('settings').where('mchid', '=', mchid).execute()
  return rows.map((row) => row.settings)
}

/** Converts a merchant to the API's view, with parsed keys. */
export function viewOf({ mchid, secrets, services }: MerchantRecord): MerchantView {
  return {
    mchid,
    appids: secrets.appids,
    services,
    isPartner: secrets.role === 'partner',
    partners: secrets.partners ?? [],
    formerPartners: secrets.formerPartners ?? [],
    restricted: secrets.restricted ?? false,
    terms: { ...defaultMerchantTerms, ...secrets.terms },
    certificates: secrets.certificates.map(({ serial, certificate, status }) => ({
      serial,
      status,
      spki: parseCertificate('certificate', certificate).spki,
    })),
    apiV3Key: parseApiKey('apiV3Key', secrets.apiV3Key),
    apiV2Key: secrets.apiV2Key,
    mode: secrets.mode,
    successorPercent: successorPercentOf(secrets),
    platformKey: {
      id: secrets.platformKey.id,
      privateKey: parsePrivateKey('platformKey', secrets.platformKey.privateKey).pkcs8,
    },
    platformCertificates: secrets.platformCertificates.map(
      ({ serial, certificate, privateKey, notBefore, notAfter }) => ({
        serial,
        pem: certificate,
        privateKey: parsePrivateKey('platformCertificate', privateKey).pkcs8,
        effectiveAt: notBefore,
        expiresAt: notAfter,
      }),
    ),
  }
}
