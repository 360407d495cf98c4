import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { QueueName, Task } from './task.ts'

/** How long a batch may take before another worker waits for the next one. */
const PATIENCE_MS = 50
const MOST_WORKERS = 64
const OPTIONS = {
  includeMetadata: true,
  batchSize: 32,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 2,
} as const

/**
 * The workers of one queue. Every waiting worker asks the database for each new job, so only one waits. A batch is busy
 * as long as its slowest job, which may wait for a server that never answers; then one more worker waits for the next.
 */
export class Workers {
  readonly #boss: PgBoss
  readonly #queue: QueueName
  readonly #run: (job: JobWithMetadata<Task>) => Promise<void>
  #count = 0
  #waiting = 0
  #stopped = false

  constructor(boss: PgBoss, queue: QueueName, run: (job: JobWithMetadata<Task>) => Promise<void>) {
    this.#boss = boss
    this.#queue = queue
    this.#run = run
  }

  async add(): Promise<void> {
    this.#count++
    this.#waiting++
    const worker: { id?: string } = {}
    worker.id = await this.#boss.work(this.#queue, OPTIONS, async (jobs: JobWithMetadata<Task>[]) => {
      this.#waiting--
      const impatience = setTimeout(() => this.#addIfNobodyWaits(), PATIENCE_MS)
      try {
        const results = await Promise.allSettled(jobs.map((job) => this.#run(job)))
        // The batch is tried again as one; handlers leave alone what is done already.
        const failed = results.find((result) => result.status === 'rejected')
        if (failed) throw failed.reason
      } finally {
        clearTimeout(impatience)
        if (this.#waiting > 0 && worker.id !== undefined) {
          this.#count--
          await this.#boss.offWork(this.#queue, { id: worker.id, wait: false })
        } else this.#waiting++
      }
    })
  }

  /** No worker is added any more. */
  stop(): void {
    this.#stopped = true
  }

  #addIfNobodyWaits(): void {
    if (this.#stopped || this.#waiting > 0 || this.#count >= MOST_WORKERS) return
    this.add().catch((error: unknown) => {
      this.#count--
      this.#waiting--
      this.#boss.emit('error', error instanceof Error ? error : new Error(String(error)))
    })
  }
}
