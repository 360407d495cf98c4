import type { QueueOptions } from 'pg-boss'

/**
 * Real seconds after which a task that a dead process held goes to another: longer than the slowest task, a delivery
 * with its limit of 5 s.
 */
const LEASE_SECONDS = 12

/** Crashes and a database that is away count as retries for pg-boss; they are no reason to give a task up. */
export const LEASES = 1_000_000

/** In which schema pg-boss keeps its tables. */
export const QUEUE_SCHEMA = 'wechatpay_sandbox_jobs'

/** How pg-boss is to treat the tasks of a queue; kept in the database. */
export const queueOptions = {
  notify: true,
  expireInSeconds: LEASE_SECONDS,
  retryLimit: LEASES,
  retryDelay: 1,
  deleteAfterSeconds: 60,
} satisfies QueueOptions & { notify: boolean }
