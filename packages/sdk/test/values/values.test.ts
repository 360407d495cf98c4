import { expect, test } from 'vitest'
import { wholeSpec } from '../../../codegen/test/support/whole-spec.ts'
import * as values from '../../src/values/index.ts'

test('the constants are the values of the spec, each under its own name', () => {
  const wanted = wholeSpec.values.map((one) => [one.name, one.values.map(({ value }) => [value, value])] as const)
  const exported = Object.entries(values).map(([name, constant]) => [name, Object.entries(constant)] as const)
  expect(Object.fromEntries(exported)).toEqual(Object.fromEntries(wanted))
  expect(values.TradeState).toMatchObject({ SUCCESS: 'SUCCESS', NOTPAY: 'NOTPAY', USERPAYING: 'USERPAYING' })
})

test('nobody changes them for everybody', () => {
  expect(Object.values(values).every((constant) => Object.isFrozen(constant))).toBe(true)
})
