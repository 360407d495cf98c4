import { WechatPayError } from './wechatpay-error.ts'

/** The documented query that tells what became of the call. */
export interface ResolvingQuery {
  /** `GET v3/payscore/payafter-orders` */
  readonly operation: string
  /** Options to call it with. */
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * A call that may or may not have been acted on: no answer came that could be believed, and repeating it, where that is
 * safe, did not bring one either. Ask before you act: run {@link query}, or repeat the call with *identical* parameters;
 * never with a new number.
 *
 * @example
 * try {
 *   await complete.post({ out_order_no, json })
 * } catch (error) {
 *   if (!(error instanceof OutcomeUnknownError)) throw error
 *   const { data: order } = await error.query<PayafterOrder>()
 * }
 */
export class OutcomeUnknownError extends WechatPayError {
  override readonly name = 'OutcomeUnknownError'
  /** Which call: `POST v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly operation: string
  /** Undefined where no documented query tells. */
  readonly resolve: ResolvingQuery | undefined
  readonly #run: (query: ResolvingQuery) => Promise<unknown>

  constructor(
    operation: string,
    options: {
      cause: unknown
      resolve: ResolvingQuery | undefined
      run: (query: ResolvingQuery) => Promise<unknown>
    },
  ) {
    const reason = options.cause instanceof Error ? `: ${options.cause.message.replace(`${operation}: `, '')}` : ''
    super('OUTCOME_UNKNOWN', `${operation} may or may not have been acted on${reason}`, {
      cause: options.cause,
      hint: {
        zh: '请先用 error.query() 查询结果，或用完全相同的参数重试；不要换新单号',
        en: 'Ask with error.query(), or repeat with identical parameters; never with a new number.',
      },
    })
    this.operation = operation
    this.resolve = options.resolve
    this.#run = options.run
  }

  /**
   * Runs the query that resolves the doubt.
   *
   * @throws {TypeError} there is no such query: see {@link resolve}
   */
  async query<Data = unknown>(): Promise<{ readonly data: Data }> {
    if (!this.resolve) throw new TypeError(`${this.operation} has no documented query; look at the merchant platform`)
    return (await this.#run(this.resolve)) as { data: Data }
  }
}
