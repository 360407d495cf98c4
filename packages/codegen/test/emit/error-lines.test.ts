import { expect, test } from 'vitest'
import { errorLines, generalErrors } from '../../src/emit/error-lines.ts'
import { wholeSpec } from '../support/whole-spec.ts'

const general = generalErrors(wholeSpec.operations)

const unknown = {
  status: 500,
  code: 'SYSTEM_ERROR',
  message: '系统异常，请稍后重试',
  meaning: '服务端异常或超时，结果未知',
  remedy: '先查询，或以相同参数和单号重试',
  retry: 'same',
} as const

const malformed = {
  status: 400,
  code: 'PARAM_ERROR',
  message: '参数错误',
  meaning: '参数缺失或格式不符',
  remedy: '按 message 修正参数',
  retry: 'never',
} as const

const closed = {
  status: 400,
  code: 'ORDER_CLOSED',
  meaning: '订单已关闭',
  remedy: '换单号下单',
  retry: 'never',
} as const

test('what every operation refuses with is one line after what this one refuses with, the unknown outcome said', () => {
  expect(errorLines([malformed, closed, unknown], general)).toEqual([
    '- 400 `ORDER_CLOSED`：订单已关闭。换单号下单。',
    '- 各接口都有：400 `PARAM_ERROR`、500 `SYSTEM_ERROR`（结果未知，先查询，或以相同参数和单号重试）。',
  ])
})

test('messages of one code with one remedy stand side by side', () => {
  const rows = [
    { ...closed, message: '订单已关闭' },
    { ...closed, message: '该订单已关闭' },
  ]
  expect(errorLines(rows, general)).toEqual([
    '- 400 `ORDER_CLOSED`「订单已关闭」「该订单已关闭」：订单已关闭。换单号下单。',
  ])
})

test('the same code with another remedy keeps a line of its own', () => {
  expect(errorLines([closed, { ...closed, remedy: '查询订单' }], general)).toHaveLength(2)
})

test('a message of its own makes a general code the operation’s', () => {
  expect(errorLines([{ ...malformed, message: 'openid 有误' }], general)).toEqual([
    '- 400 `PARAM_ERROR`「openid 有误」：参数缺失或格式不符。按 message 修正参数。',
  ])
})

test('no table, no lines', () => {
  expect(errorLines([], general)).toEqual([])
})
