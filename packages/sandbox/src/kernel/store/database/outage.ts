import type { Logger } from '../../world/logger.ts'
import { isDatabaseTrouble, reasonOf } from './trouble.ts'

/**
 * Logs once that the database is unavailable and once that it is back, however many requests and tasks fail meanwhile.
 * All other errors are logged unchanged.
 */
export class Outage {
  readonly #logger: Logger
  readonly #place: string
  #troubles = 0
  #troublesBefore = 0
  #isOn = false
  #isEnded = false

  /** @param place describes the database, without its password */
  constructor(logger: Logger, place: string) {
    this.#logger = logger
    this.#place = place
  }

  /** The logger for all users of the database. */
  readonly logger: Logger = {
    info: (...all) => this.#logger.info(...all),
    warn: (...all) => this.#logger.warn(...all),
    error: (message, ...details) => {
      if (this.#isEnded) return
      const trouble = details.find(isDatabaseTrouble)
      if (trouble === undefined) this.#logger.error(message, ...details)
      else this.#begin(trouble)
    },
  }

  /**
   * Runs a recurring statement to detect the end of an outage. The outage ends when two of them succeed without a
   * failure in between, because on a full disk reads still succeed.
   */
  async probe<T>(statement: () => Promise<T>): Promise<T> {
    const result = await statement()
    if (this.#isOn && this.#troubles === this.#troublesBefore) {
      this.#isOn = false
      this.#logger.warn(`数据库恢复了 · the database (${this.#place}) is back`)
    }
    this.#troublesBefore = this.#troubles
    return result
  }

  /** Logs no more errors: the database was closed on purpose. */
  end(): void {
    this.#isEnded = true
  }

  #begin(trouble: unknown): void {
    this.#troubles++
    if (this.#isOn) return
    this.#isOn = true
    this.#logger.error(
      `数据库出了问题，恢复之前请求得到 500 · trouble with the database (${this.#place}), requests get 500 until it is back: ${reasonOf(trouble)}`,
    )
  }
}
