import type { Call, PlayedCall } from '../../../kernel/protocol/call.ts'
import type { World } from '../../../kernel/world/world.ts'
import { wait } from '../../../kernel/world/wait.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import type { Payment } from '../payment.ts'
import type { CodePolicy } from './policy.ts'
import type { CodePlan } from './user-codes.ts'

/**
 * Values of the header `Wechatpay-Negative-Test`, which merchants can use in WeChat Pay's test system for APIv2. The
 * sandbox accepts it for every payment by code.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011984810
 */
const tests = {
  /** The user is asked for the password. */
  MICROPAY_USERPAYING: { plan: { password: 'asked' } },
  /** The payment succeeds, but the answer is late. */
  MICROPAY_TIMEOUT: { plan: { password: 'not_asked', outcome: 'success' }, isLate: true },
  /** The payment fails, and the answer is late. */
  MICROPAY_PAYERROR: { plan: { password: 'not_asked', outcome: 'cancelled' }, isLate: true },
  /** The payment succeeds, but both its answer and that to a query are late. */
  MICROPAY_PAY_QUERY_TIMEOUT: {
    plan: { password: 'not_asked', outcome: 'success' },
    isLate: true,
    areQueriesLate: true,
  },
} as const satisfies Record<string, NegativeTest>

export interface NegativeTest {
  readonly plan: Omit<CodePlan, 'bank_type'>
  readonly isLate?: true
  readonly areQueriesLate?: true
}

const HEADER = 'Wechatpay-Negative-Test'

/**
 * Reads the test that a request asks for.
 *
 * @throws {Refused} the name is unknown
 */
export function negativeTest({ headers }: Pick<Call, 'headers'>): NegativeTest | undefined {
  const name = headers.get(HEADER)
  if (name === null || name === '') return undefined
  if (Object.hasOwn(tests, name)) return tests[name as keyof typeof tests]
  const message = `请求头${HEADER}的值应为${Object.keys(tests).join('、')}之一`
  throw new Refused(notUnderstood(message))
}

/** Delays the answer to a query if the query or the payment asks for it. */
export async function beLateIfAsked(
  { headers, world }: Pick<PlayedCall<CodePolicy>, 'headers' | 'world'>,
  { code }: Pick<Payment, 'code'>,
): Promise<void> {
  if (code?.areQueriesLate ?? negativeTest({ headers })?.areQueriesLate) await beLate(world)
}

/** Waits in real time before an answer. A closing sandbox does not wait for it. */
export function beLate({ policy, closing }: Pick<World<CodePolicy>, 'policy' | 'closing'>): Promise<void> {
  return wait(policy.negativeTestDelayMs, closing)
}
