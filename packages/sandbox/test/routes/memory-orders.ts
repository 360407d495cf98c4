import type { Change, PayafterOrder } from '../../src/products/payafter/order.ts'
import type { OrderRepository, OrderTransaction } from '../../src/kernel/protocol/deps.ts'

/** An order repository without a database: one transaction at a time, kept only when it succeeds. */
export class MemoryOrders implements OrderRepository {
  readonly #orders = new Map<string, PayafterOrder>()
  readonly saved: Change[] = []
  #tail: Promise<unknown> = Promise.resolve()

  transaction<T>(work: (transaction: OrderTransaction) => Promise<T>): Promise<T> {
    const result = this.#tail.then(async () => {
      const changes: Change[] = []
      const outcome = await work({
        lock: (mchid, outOrderNo) => this.find(mchid, outOrderNo),
        save: (change) => Promise.resolve(void changes.push(change)),
      })
      for (const change of changes) this.put(change.order)
      this.saved.push(...changes)
      return outcome
    })
    this.#tail = result.catch(() => undefined)
    return result
  }

  find(mchid: string, outOrderNo: string): Promise<PayafterOrder | undefined> {
    const order = this.#orders.get(key(mchid, outOrderNo))
    // Through JSON, as a database would.
    return Promise.resolve(order && (JSON.parse(JSON.stringify(order)) as PayafterOrder))
  }

  findByQueryId(mchid: string, queryId: string): Promise<PayafterOrder | undefined> {
    return queryId.startsWith('Q') ? this.find(mchid, queryId.slice(1)) : Promise.resolve(undefined)
  }

  openOrdersOf(openid: string): Promise<PayafterOrder[]> {
    const open = [...this.#orders.values()].filter(
      (order) => order.openid === openid && (order.state === 'USER_ACCEPTED' || order.state === 'FINISHED'),
    )
    return Promise.resolve(open)
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
