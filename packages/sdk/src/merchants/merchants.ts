import { defaultTransport } from '#transport'
import { WechatPay } from '../client/wechat-pay.ts'
import { checkObject, readCount, readMchid } from '../shared/checks.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeId, describeValue } from '../errors/describe-value.ts'
import type { Clock } from '../shared/clock.ts'
import { wrapTransport } from '../transport/wrap-transport.ts'
import type { Transport } from '../transport/transport.ts'

export interface MerchantsOptions {
  /** Loads the options of a merchant. It must throw or reject for an unknown merchant. */
  readonly load: (mchid: string) => Promise<WechatPayOptions>
  /** Maximum number of kept clients; the least recently used one is dropped first. Default: 1000. */
  readonly maxSize?: number | undefined
  /** How long a client is kept, in milliseconds; changed keys take effect after that. Default: one hour. */
  readonly ttlMs?: number | undefined
  /**
   * Sends the requests of all merchants whose options have no `transport` or `fetch`. Default: one shared transport.
   */
  readonly transport?: Transport | undefined
  /** For tests. Default: the system clock. */
  readonly clock?: Pick<Clock, 'now'> | undefined
}

interface Entry {
  readonly client: Promise<WechatPay>
  /** Milliseconds since the epoch. */
  readonly until: number
}

const HOUR_MS = 60 * 60_000

/**
 * The clients of many merchants. Each is created at its first use, once even for simultaneous calls, and kept for a
 * while. All share their connections, so a thousand merchants need no more of them than one.
 *
 * A client stays usable after it is dropped here: dropping closes nothing.
 *
 * @throws {ConfigError} an option is invalid
 * @example
 * const merchants = new Merchants({ load: async (mchid) => optionsFrom(await db.merchant.find(mchid)) })
 *
 * const wxpay = await merchants.get('1900000109')
 * await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 */
export class Merchants {
  readonly #load: MerchantsOptions['load']
  readonly #maxSize: number
  readonly #ttlMs: number
  readonly #clock: Pick<Clock, 'now'>
  readonly #transport: Transport
  /** Clients from the least to the most recently used. */
  readonly #entries = new Map<string, Entry>()

  constructor(given: MerchantsOptions) {
    const options = ownOptions(given)
    checkObject('options', options, { load: 1, maxSize: 1, ttlMs: 1, transport: 1, clock: 1 })
    const { load, maxSize, ttlMs, transport, clock = Date } = options
    if (typeof load !== 'function')
      throw new ConfigError('load', `load: expected a function, received ${describeValue(load)}`)
    this.#load = load
    this.#maxSize = readCount('maxSize', maxSize, 1_000, 1)
    this.#ttlMs = readCount('ttlMs', ttlMs, HOUR_MS, 1)
    this.#clock = clock
    this.#transport = transport ? wrapTransport(transport) : defaultTransport()
  }

  /** Number of kept clients, including those being created. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * Returns the client of a merchant. A failed load is not kept: the next call tries again.
   *
   * @throws {ConfigError} `mchid` is not a merchant number, or the loaded options are invalid or another merchant's
   * @throws errors of `load`
   */
  async get(mchid: string): Promise<WechatPay> {
    readMchid('mchid', mchid)
    const kept = this.#entries.get(mchid)
    const entry = kept && this.#clock.now() < kept.until ? kept : this.#make(mchid)
    // Moves the entry to the most recently used end.
    this.#entries.delete(mchid)
    this.#entries.set(mchid, entry)
    if (this.#entries.size > this.#maxSize) this.#forgetOldest()
    return await entry.client
  }

  /** Loads the client of a merchant again, for example because its keys have changed. */
  refresh(mchid: string): Promise<WechatPay> {
    this.#entries.delete(mchid)
    return this.get(mchid)
  }

  /** Drops all clients and closes their shared connections. Later calls create new ones. */
  close(): void {
    this.#entries.clear()
    this.#transport.close?.()
  }

  #make(mchid: string): Entry {
    const client = this.#open(mchid)
    const entry: Entry = { client, until: this.#clock.now() + this.#ttlMs }
    // The caller receives the error; here the entry is only removed, unless a newer one has replaced it.
    client.catch(() => {
      if (this.#entries.get(mchid) === entry) this.#entries.delete(mchid)
    })
    return entry
  }

  async #open(mchid: string): Promise<WechatPay> {
    const options = ownOptions(await this.#load(mchid))
    const loaded: unknown = (options as WechatPayOptions | undefined)?.mchid
    // With another merchant's options, the client would move money in its name.
    if (loaded !== mchid) {
      throw new ConfigError(
        'mchid',
        `mchid: expected options of ${describeId(mchid)}, load answered with ${describeId(loaded)}`,
        {
          hint: {
            zh: '请检查 load 返回的商户配置',
            en: 'See that load answers with the options of the merchant asked for.',
          },
        },
      )
    }
    const brings = options.transport !== undefined || options.fetch !== undefined
    return new WechatPay(brings ? options : { ...options, transport: this.#transport })
  }

  #forgetOldest(): void {
    const [oldest] = this.#entries.keys()
    this.#entries.delete(oldest!)
  }
}
