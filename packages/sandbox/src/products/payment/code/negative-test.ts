import { setTimeout } from 'node:timers/promises'
import type { Call, PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { notUnderstood } from '../../../kernel/protocol/v2/refusals.ts'
import type { Payment } from '../payment.ts'
import type { CodePolicy } from './policy.ts'
import type { CodePlan } from './user-codes.ts'

/**
 * What a merchant can ask for with the header `Wechatpay-Negative-Test`, in WeChat Pay's test system for APIv2; the
 * sandbox takes it for every payment by code.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011984810
 */
const tests = {
  /** The user is asked for the password. */
  MICROPAY_USERPAYING: { plan: { password: 'asked' } },
  /** Paid, and the answer comes late. */
  MICROPAY_TIMEOUT: { plan: { password: 'not_asked', outcome: 'success' }, isLate: true },
  /** Failed, and the answer comes late. */
  MICROPAY_PAYERROR: { plan: { password: 'not_asked', outcome: 'cancelled' }, isLate: true },
  /** Paid, and neither the answer nor that to a query comes in time. */
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
 * The test that a request asks for.
 *
 * @throws {Refused} there is none of this name
 */
export function negativeTest({ headers }: Pick<Call, 'headers'>): NegativeTest | undefined {
  const name = headers.get(HEADER)
  if (name === null || name === '') return undefined
  if (Object.hasOwn(tests, name)) return tests[name as keyof typeof tests]
  const message = `请求头${HEADER}的值应为${Object.keys(tests).join('、')}之一`
  throw new Refused(notUnderstood(message))
}

/** An answer to a query is late if the query asks for it, or the payment did. */
export async function beLateIfAsked(
  { headers, world }: Pick<PlayedCall<CodePolicy>, 'headers' | 'world'>,
  { code }: Pick<Payment, 'code'>,
): Promise<void> {
  if (code?.areQueriesLate ?? negativeTest({ headers })?.areQueriesLate) await beLate(world.policy)
}

/** Lets real time pass before an answer. A sandbox that closes meanwhile does not wait for it. */
export async function beLate({ negativeTestDelayMs }: Pick<CodePolicy, 'negativeTestDelayMs'>): Promise<void> {
  await setTimeout(negativeTestDelayMs, undefined, { ref: false })
}
