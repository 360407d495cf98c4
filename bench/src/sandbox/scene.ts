import type { DatabaseTarget } from '@wechatpay-ts/sandbox'
import { Child } from '../harness/child.ts'
import type { Drained, Hosted, HostQuestion } from './host.ts'
import type { MerchantQuestion, OrderKind, Prices, Run } from './merchant.ts'
import type { Postgres, ServerWork } from './postgres.ts'
import type { Share } from './profile.ts'

export const IN_FLIGHT = 16
/** Number of notifications that the merchant receives for a paid order. */
export const NOTIFICATIONS: Readonly<Record<OrderKind, number>> = { payafter: 2, jsapi: 1 }

/**
 * A turn of orders of one kind, all of them paid and notified. Unless they say otherwise, times cover the whole turn,
 * in ms.
 */
export interface Turn {
  readonly orders: number
  readonly seconds: number
  /** Processor time of the sandbox's processes. */
  readonly sandboxMs: number
  /** Processor time of the merchant's process, which shares the machine. */
  readonly merchantMs: number
  /** Present if the database is on a server. */
  readonly server?: ServerWork
  /** Present if the first process was profiled. */
  readonly shares?: readonly Share[]
}

export interface SceneOptions {
  readonly database: DatabaseTarget
  /** Number of processes on the same database, which the merchant calls by turns. */
  readonly processes?: number
  /** The server of the database. */
  readonly postgres?: Postgres
}

/** A sandbox in one or more processes, and a merchant in another. */
export class Scene implements AsyncDisposable {
  readonly #hosts: readonly Child[]
  readonly #merchant: Child
  #hosted: readonly Hosted[] = []
  readonly #options: SceneOptions

  private constructor(hosts: readonly Child[], merchant: Child, options: SceneOptions) {
    this.#hosts = hosts
    this.#merchant = merchant
    this.#options = options
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const { database, processes = 1 } = options
    const hosts = Array.from({ length: processes }, () => new Child(new URL('host.ts', import.meta.url)))
    const scene = new Scene(hosts, new Child(new URL('merchant.ts', import.meta.url)), options)
    try {
      const notifyUrl = await scene.#askMerchant<string>({ ask: 'listen' })
      const hosted: Hosted[] = []
      // The first process creates the tables and the merchant for all of them.
      for (const host of hosts) hosted.push(await host.ask<Hosted>({ ask: 'start', database, notifyUrl }))
      scene.#hosted = hosted
      await scene.#askMerchant({ ask: 'start', hosted })
      return scene
    } catch (error) {
      await scene[Symbol.asyncDispose]()
      throw error
    }
  }

  async turn(kind: OrderKind, orders: number, profile = false): Promise<Turn> {
    const { database, postgres } = this.#options
    const url = typeof database === 'object' && 'url' in database ? database.url : ''
    const notified = await this.#askMerchant<number>({ ask: 'notified' })
    await postgres?.begin(url)
    await this.#askHosts({ ask: 'meter', profile })
    const run = await this.#askMerchant<Run>({ ask: 'run', kind, orders, inFlight: IN_FLIGHT })
    const drained = await this.#askHosts<Drained>({ ask: 'drain' })
    const server = await postgres?.end(url)
    const arrived = (await this.#askMerchant<number>({ ask: 'notified' })) - notified
    if (arrived < orders * NOTIFICATIONS[kind]) throw new Error(`${arrived} notifications of ${orders} ${kind} orders`)
    const [{ shares } = {}] = drained
    return {
      orders,
      seconds: run.seconds + Math.max(...drained.map(({ seconds }) => seconds)),
      sandboxMs: drained.reduce((sum, { processorMs }) => sum + processorMs, 0),
      merchantMs: run.processorMs,
      ...(server && { server }),
      ...(shares && { shares }),
    }
  }

  /** Creates an order with this number, pays and refunds it, and waits until all of that is done. */
  async makeTemplate(number: string): Promise<Hosted> {
    await this.#askMerchant({ ask: 'refunded', number })
    await this.#askHosts({ ask: 'idle' })
    return this.#hosted[0]!
  }

  /** Measures the cost of payments, one after the other. */
  async prices(times: number): Promise<Prices> {
    const prices = await this.#askMerchant<Prices>({ ask: 'price', times })
    await this.#askHosts({ ask: 'idle' })
    return prices
  }

  /** Empties the sandbox and returns the time in ms. */
  async reset(): Promise<number> {
    const [ms = NaN] = await this.#askHosts<number>({ ask: 'reset' })
    return ms
  }

  #askHosts<Answer>(question: HostQuestion): Promise<Answer[]> {
    return Promise.all(this.#hosts.map((host) => host.ask<Answer>(question)))
  }

  #askMerchant<Answer>(question: MerchantQuestion): Promise<Answer> {
    return this.#merchant.ask<Answer>(question)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [this.#merchant, ...this.#hosts]) await child[Symbol.asyncDispose]()
  }
}
