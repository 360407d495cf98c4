import { defaultTransport } from '#transport'
import { WechatPay } from '../client.ts'
import { checkObject, readCount, readMchid } from '../config/checks.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { ownOptions } from '../config/own-options.ts'
import { describeId, describeValue } from '../errors/describe-value.ts'
import type { Clock } from '../request/clock.ts'
import { givenTransport } from '../request/transport/given-transport.ts'
import type { Transport } from '../request/transport/transport.ts'

export interface MerchantsOptions {
  /** The options of a merchant, from wherever they are kept. Throws or rejects for one that there is not. */
  readonly load: (mchid: string) => Promise<WechatPayOptions>
  /** How many clients are kept; beyond that, the one longest not asked for goes. Default 1000. */
  readonly maxSize?: number
  /** How long a client is kept, in milliseconds: changed keys are noticed after that. Default one hour. */
  readonly ttlMs?: number
  /** Carries the requests of all merchants whose options bring no `transport` or `fetch`. Default: one of its own. */
  readonly transport?: Transport
  /** For tests. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'>
}

interface Entry {
  readonly client: Promise<WechatPay>
  /** Milliseconds since the epoch. */
  readonly until: number
}

const HOUR_MS = 60 * 60_000

/**
 * The clients of many merchants: each made when it is first asked for, once however many ask, and kept for a while. All
 * share their connections, so a thousand merchants need no more of them than one.
 *
 * A client that was handed out goes on working, whatever happens here: nothing is closed when one is let go.
 *
 * @throws {ConfigError} an option is wrong
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
  /** In the order in which they were last asked for. */
  readonly #entries = new Map<string, Entry>()

  constructor(given: MerchantsOptions) {
    const options = ownOptions(given)
    checkObject('options', options, { load: true, maxSize: true, ttlMs: true, transport: true, clock: true })
    const { load, maxSize, ttlMs, transport, clock = Date } = options
    if (typeof load !== 'function')
      throw new ConfigError('load', `load: expected a function, received ${describeValue(load)}`)
    this.#load = load
    this.#maxSize = readCount('maxSize', maxSize, 1_000, 1)
    this.#ttlMs = readCount('ttlMs', ttlMs, HOUR_MS, 1)
    this.#clock = clock
    this.#transport = transport ? givenTransport(transport) : defaultTransport()
  }

  /** How many clients are kept, those being made included. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * The client of a merchant. A load that fails is not remembered: the next call tries again.
   *
   * @throws {ConfigError} not a merchant number, or the options loaded are wrong, or another merchant's
   * @throws what `load` throws
   */
  async get(mchid: string): Promise<WechatPay> {
    readMchid('mchid', mchid)
    const kept = this.#entries.get(mchid)
    const entry = kept && this.#clock.now() < kept.until ? kept : this.#make(mchid)
    // Put last in the order.
    this.#entries.delete(mchid)
    this.#entries.set(mchid, entry)
    if (this.#entries.size > this.#maxSize) this.#forgetOldest()
    return await entry.client
  }

  /** The client of a merchant, loaded anew: for keys that have changed. */
  refresh(mchid: string): Promise<WechatPay> {
    this.#entries.delete(mchid)
    return this.get(mchid)
  }

  /** Lets all clients go and closes the connections they share. What is asked for afterwards is made anew. */
  close(): void {
    this.#entries.clear()
    this.#transport.close?.()
  }

  #make(mchid: string): Entry {
    const client = this.#open(mchid)
    const entry: Entry = { client, until: this.#clock.now() + this.#ttlMs }
    // Whoever asked gets the error; here it is only forgotten, unless something newer has taken the place.
    client.catch(() => {
      if (this.#entries.get(mchid) === entry) this.#entries.delete(mchid)
    })
    return entry
  }

  async #open(mchid: string): Promise<WechatPay> {
    const options = ownOptions(await this.#load(mchid))
    const loaded: unknown = (options as WechatPayOptions | undefined)?.mchid
    // Money would be moved in the name of somebody else.
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
