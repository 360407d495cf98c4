import type { OrderState, Snapshot, Task } from './api.ts'

/** The state in which a task still has something to do; it stays on the agenda when the order has moved on. */
const matters: Readonly<Record<Task['kind'], OrderState | 'any'>> = {
  expire: 'CREATED',
  deduct: 'FINISHED',
  notify: 'any',
}

/** What is on the agenda and will have an effect, soonest first. */
export function comingUp({ tasks, orders }: Pick<Snapshot, 'tasks' | 'orders'>): readonly Task[] {
  const states = new Map(orders.map((order) => [order.out_order_no, order.state]))
  return tasks.filter(({ kind, outOrderNo }) => {
    const state = states.get(outOrderNo)
    return matters[kind] === 'any' || state === undefined || state === matters[kind]
  })
}
