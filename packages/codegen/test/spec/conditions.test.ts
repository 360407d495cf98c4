import { expect, test } from 'vitest'
import { conditionInWords } from '../../src/spec/condition-words.ts'
import { readCondition } from '../../src/spec/conditions.ts'

test.each([
  ['required when type is NORMAL', '`type` 为 `NORMAL` 时必填'],
  [
    'required when type is NORMAL and scope is ALL, else absent',
    '`type` 为 `NORMAL` 且 `scope` 为 `ALL` 时必填，否则不填',
  ],
  [
    'required when mix_pay_type is INSURANCE_ONLY or CASH_AND_INSURANCE, else absent',
    '`mix_pay_type` 为 `INSURANCE_ONLY` 或 `CASH_AND_INSURANCE` 时必填，否则不填',
  ],
  ['required when transfer_amount is at least 200000', '`transfer_amount` 不小于 `200000` 时必填'],
  ['required when receivers.type contains PERSONAL_OPENID', '`receivers.type` 包含 `PERSONAL_OPENID` 时必填'],
  ['only when action is REJECT', '仅在 `action` 为 `REJECT` 时填写'],
  ['one of a, b', '`a`、`b` 至少填写一个'],
  ['required together with a', '与 `a` 一同填写'],
  ['required for partners', '服务商模式的订单必填'],
])('%s', (text, words) => {
  expect(conditionInWords(text, 'request')).toBe(words)
  expect(readCondition(text).kind).not.toBe('prose')
})

test('of an answer it says when the field is there', () => {
  expect(conditionInWords('required when type is NORMAL, else absent', 'response')).toBe(
    '`type` 为 `NORMAL` 时返回，否则不返回',
  )
})

test.each([
  ['required when type is NORMAL', 'request', 'Required when `type` is `NORMAL`'],
  [
    'required when mix_pay_type is INSURANCE_ONLY or CASH_AND_INSURANCE, else absent',
    'request',
    'Required when `mix_pay_type` is `INSURANCE_ONLY` or `CASH_AND_INSURANCE`, otherwise left out',
  ],
  ['required when a is X and b is Y', 'response', 'Present when `a` is `X` and `b` is `Y`'],
  ['only when action is REJECT', 'request', 'Only sent when `action` is `REJECT`'],
  ['one of a, b', 'request', 'At least one of `a`, `b` is sent'],
  ['required together with a', 'response', 'Present together with `a`'],
  ['required for partners', 'request', 'Required for orders of a sub-merchant'],
] as const)('in English: %s', (text, direction, words) => {
  expect(conditionInWords(text, direction, 'en')).toBe(words)
})

test('what stands after a semicolon is for people, the rest is read', () => {
  const { kind, tests } = readCondition('only when action is APPROVE; working days, 0 is today')
  expect({ kind, tests }).toEqual({
    kind: 'only when',
    tests: [{ field: 'action', operator: 'is', values: ['APPROVE'] }],
  })
})

test('what is said in other words is prose', () => {
  expect(readCondition('forbidden below 30 fen, required from 200000 fen').kind).toBe('prose')
})
