import type { Violation } from './violation.ts'
import { WechatPayError } from './wechatpay-error.ts'

/** WeChat Pay would refuse this completion. It was not sent, and the order is unchanged. */
export class CompletionRuleError extends WechatPayError {
  override readonly name = 'CompletionRuleError'
  /** All broken rules, at least one. */
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[]) {
    const lines = violations.map(
      ({ field, expected, received }) => `${field}: expected ${expected}, received ${received}`,
    )
    super('COMPLETION_RULE_BROKEN', `the completion was not sent, it would be refused. ${lines.join('; ')}`, {
      hint: {
        zh: violations.map(({ field, remedy }) => `${field}：${remedy.zh}`).join('；'),
        en: violations.map(({ field, remedy }) => `${field}: ${remedy.en}`).join(' '),
      },
    })
    this.violations = violations
  }
}
