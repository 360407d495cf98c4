import type { Entities, UnitOfWork } from '../../src/kernel/machine/entities.ts'
import type { EntityKind } from '../../src/kernel/machine/entity-kind.ts'
import type { Change, PayafterOrder } from '../../src/products/payafter/order.ts'
import type { SandboxPolicy } from '../../src/products/index.ts'

/** Pay-after orders without a database: one transaction at a time, committed only when it succeeds. */
export class MemoryOrders {
  readonly #orders = new Map<string, PayafterOrder>()
  readonly saved: (Omit<Change, 'entity'> & { readonly order: PayafterOrder })[] = []
  #tail: Promise<unknown> = Promise.resolve()

  /** The same orders in the form that the API uses, for tests that need no other entities. */
  readonly entities: Entities<SandboxPolicy> = {
    transaction: (work) => this.#transaction(work),
    change: (work) => this.#transaction(work),
    find: <E>(_kind: EntityKind<E, SandboxPolicy>, mchid: string, number: string) =>
      this.find(mchid, number) as Promise<E | undefined>,
    findByKey: <E>(_kind: EntityKind<E, SandboxPolicy>, mchid: string, _key: string, value: string) =>
      this.#findByQueryId(mchid, value) as Promise<E | undefined>,
    openOf: <E>(_kind: EntityKind<E, SandboxPolicy>, openid: string) =>
      Promise.resolve(this.#openOrdersOf(openid) as readonly unknown[] as readonly E[]),
    findOfAny: () => Promise.reject(new Error('not in memory')),
    each: () => {
      throw new Error('not in memory')
    },
    numberedPage: () => Promise.reject(new Error('not in memory')),
  }

  #transaction<T>(work: (unit: UnitOfWork<SandboxPolicy>) => Promise<T>): Promise<T> {
    const notHere = () => Promise.reject(new Error('not in memory'))
    const result = this.#tail.then(async () => {
      const changes: Change[] = []
      const outcome = await work({
        lock: <E>(_kind: EntityKind<E, SandboxPolicy>, mchid: string, number: string) =>
          this.find(mchid, number) as Promise<E | undefined>,
        save: (_kind, change) => Promise.resolve(void changes.push(change as unknown as Change)),
        finish: notHere,
        balance: notHere,
        charge: notHere,
      })
      for (const { entity: order, ...rest } of changes) {
        this.put(order)
        this.saved.push({ order, ...rest })
      }
      return outcome
    })
    this.#tail = result.catch(() => undefined)
    return result
  }

  find(mchid: string, outOrderNo: string): Promise<PayafterOrder | undefined> {
    const order = this.#orders.get(key(mchid, outOrderNo))
    // Copies through JSON, as a database would.
    return Promise.resolve(order && (JSON.parse(JSON.stringify(order)) as PayafterOrder))
  }

  #findByQueryId(mchid: string, queryId: string): Promise<PayafterOrder | undefined> {
    return queryId.startsWith('Q') ? this.find(mchid, queryId.slice(1)) : Promise.resolve(undefined)
  }

  #openOrdersOf(openid: string): readonly PayafterOrder[] {
    return [...this.#orders.values()].filter(
      (order) => order.openid === openid && (order.state === 'USER_ACCEPTED' || order.state === 'FINISHED'),
    )
  }

  get size(): number {
    return this.#orders.size
  }

  put(order: PayafterOrder): void {
    this.#orders.set(key(order.mchid, order.out_order_no), order)
  }
}

function key(mchid: string, outOrderNo: string): string {
  return `${mchid}/${outOrderNo}`
}
