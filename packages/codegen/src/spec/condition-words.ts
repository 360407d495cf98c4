import { readCondition, type ConditionTest } from './conditions.ts'

const prose: Readonly<Record<string, string>> = {
  'forbidden below 30 fen, required from 200000 fen; in one batch either all or none':
    '金额低于 30 分时不能填，达到 200000 分时必填；同一批次内要么都填，要么都不填',
  'only when action is APPROVE; working days, 0 is today':
    '仅在 `action` 为 `APPROVE` 时填写；单位是工作日，0 表示当天',
  'only when action is REJECT': '仅在 `action` 为 `REJECT` 时填写',
  'required from 200000 fen': '金额达到 200000 分时必填',
  'required when a medical-insurance part is paid, forbidden when all is self-paid':
    '有医保支付部分时必填，全部自费时不能填',
  'required when a self-paid part exists, forbidden when all is medical insurance':
    '有自费部分时必填，全部医保支付时不能填',
  'required when the type of a receiver is PERSONAL_OPENID': '有接收方的类型为 `PERSONAL_OPENID` 时必填',
  'required when the type of a receiver is PERSONAL_SUB_OPENID': '有接收方的类型为 `PERSONAL_SUB_OPENID` 时必填',
}

/**
 * A condition in Chinese, without a full stop.
 *
 * @param direction of an answer a condition says when the field is there
 */
export function conditionInWords(text: string, direction: 'request' | 'response'): string {
  const condition = readCondition(text)
  const needed = direction === 'request' ? '必填' : '返回'
  switch (condition.kind) {
    case 'one of':
      return `${condition.fields.map(code).join('、')} 至少${direction === 'request' ? '填写' : '返回'}一个`
    case 'together with':
      return `与 ${condition.fields.map(code).join('、')} 一同${direction === 'request' ? '填写' : '返回'}`
    case 'for partners':
      return `服务商${needed}`
    case 'when':
      return `${condition.tests.map(testInWords).join('且')} 时${needed}${condition.elseAbsent ? '，否则不填' : ''}`
    default:
      return prose[text] ?? text
  }
}

function testInWords({ field, operator, value }: ConditionTest): string {
  return `${code(field)} ${operator === 'is' ? '为' : '包含'} ${code(value)}`
}

function code(name: string): string {
  return `\`${name}\``
}
