import { readCondition, type ConditionTest } from './conditions.ts'

const prose: Readonly<Record<string, string>> = {
  'forbidden below 30 fen, required from 200000 fen; in one batch either all or none':
    '金额低于 30 分时不能填，达到 200000 分时必填；同一批次内要么都填，要么都不填',
  'only when action is APPROVE; working days, 0 is today':
    '仅在 `action` 为 `APPROVE` 时填写；单位是工作日，0 表示当天',
}

/**
 * A condition in Chinese, without a full stop.
 *
 * @param direction in a response, a condition says when the field is present
 */
export function conditionInWords(text: string, direction: 'request' | 'response'): string {
  const condition = readCondition(text)
  const [needed, given, absent] = direction === 'request' ? ['必填', '填写', '不填'] : ['返回', '返回', '不返回']
  const known = prose[text]
  if (known !== undefined) return known
  switch (condition.kind) {
    case 'one of':
      return `${condition.fields.map(code).join('、')} 至少${given}一个`
    case 'together with':
      return `与 ${condition.fields.map(code).join('、')} 一同${given}`
    case 'for partners':
      return `服务商模式的订单${needed}`
    case 'when':
      return `${condition.tests.map(testInWords).join(' 且 ')} 时${needed}${condition.elseAbsent ? `，否则${absent}` : ''}`
    case 'only when':
      return `仅在 ${condition.tests.map(testInWords).join(' 且 ')} 时${given}`
    default:
      return text
  }
}

const operators = { is: '为', contains: '包含', 'is at least': '不小于' } as const

function testInWords({ field, operator, values }: ConditionTest): string {
  return `${code(field)} ${operators[operator]} ${values.map(code).join(' 或 ')}`
}

function code(name: string): string {
  return `\`${name}\``
}
