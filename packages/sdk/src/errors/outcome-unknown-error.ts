import { VerificationError } from './verification-error.ts'
import { WechatPayError, type Hint } from './wechatpay-error.ts'

/** The documented query that tells the outcome of the call. */
export interface ResolvingQuery {
  /** `GET v3/payscore/payafter-orders` */
  readonly operation: string
  /** Options of the query. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface OutcomeUnknownDetails {
  readonly cause: unknown
  readonly resolve: ResolvingQuery | undefined
  readonly repeatable: boolean
  /** Runs the query. */
  readonly run: (query: ResolvingQuery) => Promise<unknown>
}

/**
 * The call may or may not have taken effect: no trustworthy answer arrived, even after the retries that were safe. Find
 * out before you continue: run {@link query} if there is one ({@link resolve}), or repeat the call with *identical*
 * parameters if that is safe ({@link repeatable}); never with a new number. The `hint` says which of the two applies.
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
  /** The operation: `POST v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly operation: string
  /** Undefined where no documented query tells the outcome. */
  readonly resolve: ResolvingQuery | undefined
  /**
   * Whether WeChat Pay recognises a repeat with identical parameters by its number, so that it takes effect at most
   * once.
   */
  readonly repeatable: boolean
  readonly #run: OutcomeUnknownDetails['run']

  constructor(operation: string, { cause, resolve, repeatable, run }: OutcomeUnknownDetails) {
    const reason = cause instanceof Error ? `: ${cause.message.replace(`${operation}: `, '')}` : ''
    super('OUTCOME_UNKNOWN', `${operation} may or may not have been acted on${reason}`, {
      cause,
      hint: withReason(nextStep(resolve !== undefined, repeatable), cause),
    })
    this.operation = operation
    this.resolve = resolve
    this.repeatable = repeatable
    this.#run = run
  }

  /**
   * Runs the query that tells the outcome.
   *
   * @throws {TypeError} the call has no such query: see {@link resolve}
   */
  async query<Data = unknown>(): Promise<{ readonly data: Data }> {
    if (!this.resolve) throw new TypeError(`${this.operation} has no documented query; look at the merchant platform`)
    return (await this.#run(this.resolve)) as { data: Data }
  }
}

/** Adds the remedy for an answer that does not verify: with a wrong key, no repeat and no query has one that does. */
function withReason({ zh, en }: Hint, cause: unknown): Hint {
  if (!(cause instanceof VerificationError)) return { zh, en }
  return { zh: `${zh}。${cause.hint!.zh}`, en: `${en} ${cause.hint!.en}` }
}

function nextStep(canBeAsked: boolean, repeatable: boolean): Hint {
  if (canBeAsked && repeatable) {
    return {
      zh: '请先用 error.query() 查询结果，或用完全相同的参数重试；不要换新单号',
      en: 'Ask with error.query(), or repeat with identical parameters; never with a new number.',
    }
  }
  if (canBeAsked) {
    return {
      zh: '请先用 error.query() 查询结果；确认没有生效之前不要重发',
      en: 'Ask with error.query(); do not repeat the call before you know that it was not acted on.',
    }
  }
  if (repeatable) {
    return {
      zh: '没有可查询结果的接口：请用完全相同的参数重试；不要换新单号',
      en: 'No operation tells the outcome: repeat with identical parameters, never with a new number.',
    }
  }
  return {
    zh: '没有可查询结果的接口，重发可能重复生效：请先在商户平台核对',
    en: 'No operation tells the outcome, and a repeat could act twice: look at the merchant platform first.',
  }
}
