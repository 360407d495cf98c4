import { expect, test } from 'vitest'
import { chooseHint } from '../../src/errors/error-hints.ts'

const hint = (text: string) => ({ zh: text, en: text })
const rows = [
  { code: 'INVALID_REQUEST', message: '订单已关闭', hint: hint('关闭') },
  { code: 'INVALID_REQUEST', message: '订单已支付', hint: hint('支付') },
  { code: 'NO_AUTH', message: '没有权限', hint: hint('权限') },
  { code: 'NO_AUTH', message: '商户无权限', hint: hint('权限') },
  { code: 'SYSTEM_ERROR', hint: hint('重试') },
]

test.each([
  ['the row with that message', 'INVALID_REQUEST', '订单已支付', '支付'],
  ['none, where rows of that code differ', 'INVALID_REQUEST', '别的原因', undefined],
  ['all rows of that code, where they say the same', 'NO_AUTH', '别的原因', '权限'],
  ['a row without a message', 'SYSTEM_ERROR', '系统繁忙', '重试'],
  ['no row without a code of its own', 'UNHEARD_OF', '', undefined],
  ['no row that is only alike by its missing message', 'SYSTEM_ERROR', undefined, '重试'],
])('a refusal is explained by %s', (_, code, message, expected) => {
  expect(chooseHint(rows, code, message)?.zh).toBe(expected)
})
