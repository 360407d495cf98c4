import type { Language } from '../glossary/language.ts'
import { readCondition, type Condition, type ConditionTest } from './conditions.ts'

const prose: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'forbidden below 30 fen, required from 200000 fen; in one batch either all or none': {
    zh: '金额低于 30 分时不能填，达到 200000 分时必填；同一批次内要么都填，要么都不填',
    en: 'Forbidden below 30 fen, required from 200000 fen; in one batch either all have it or none',
  },
  'only when action is APPROVE; working days, 0 is today': {
    zh: '仅在 `action` 为 `APPROVE` 时填写；单位是工作日，0 表示当天',
    en: 'Only when `action` is `APPROVE`; in working days, 0 is today',
  },
}

type Direction = 'request' | 'response'

/**
 * A condition in words, without a full stop.
 *
 * @param direction in a response, a condition says when the field is present
 */
export function conditionInWords(text: string, direction: Direction, language: Language = 'zh'): string {
  const known = prose[text]
  if (known !== undefined) return known[language]
  const condition = readCondition(text)
  return language === 'zh' ? inChinese(condition, direction) : inEnglish(condition, direction)
}

function inChinese(condition: Condition, direction: Direction): string {
  const [needed, given, absent] = direction === 'request' ? ['必填', '填写', '不填'] : ['返回', '返回', '不返回']
  const tests = condition.tests.map((test) => testInWords(test, chineseOperators, ' 或 ')).join(' 且 ')
  switch (condition.kind) {
    case 'one of':
      return `${condition.fields.map(code).join('、')} 至少${given}一个`
    case 'together with':
      return `与 ${condition.fields.map(code).join('、')} 一同${given}`
    case 'for partners':
      return `服务商模式的订单${needed}`
    case 'when':
      return `${tests} 时${needed}${condition.elseAbsent ? `，否则${absent}` : ''}`
    case 'only when':
      return `仅在 ${tests} 时${given}`
    default:
      return condition.text
  }
}

function inEnglish(condition: Condition, direction: Direction): string {
  const [needed, given, absent] =
    direction === 'request' ? ['Required', 'sent', 'left out'] : ['Present', 'present', 'absent']
  const tests = condition.tests.map((test) => testInWords(test, englishOperators, ' or ')).join(' and ')
  switch (condition.kind) {
    case 'one of':
      return `At least one of ${condition.fields.map(code).join(', ')} is ${given}`
    case 'together with':
      return `${needed} together with ${condition.fields.map(code).join(', ')}`
    case 'for partners':
      return `${needed} for orders of a sub-merchant`
    case 'when':
      return `${needed} when ${tests}${condition.elseAbsent ? `, otherwise ${absent}` : ''}`
    case 'only when':
      return `Only ${given} when ${tests}`
    default:
      return condition.text
  }
}

type Operators = Readonly<Record<ConditionTest['operator'], string>>

const chineseOperators: Operators = { is: '为', contains: '包含', 'is at least': '不小于' }
const englishOperators: Operators = { is: 'is', contains: 'contains', 'is at least': 'is at least' }

function testInWords({ field, operator, values }: ConditionTest, operators: Operators, or: string): string {
  return `${code(field)} ${operators[operator]} ${values.map(code).join(or)}`
}

function code(name: string): string {
  return `\`${name}\``
}
