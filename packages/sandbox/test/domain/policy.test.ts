import { describe, expect, test } from 'vitest'
import { type SandboxPolicy, createPolicy, defaultPolicy, policyOptions } from '../../src/products/index.ts'

test('every option is documented and has its default', () => {
  expect(Object.keys(defaultPolicy)).toEqual(Object.keys(policyOptions))
  for (const { meaning } of Object.values(policyOptions)) expect(meaning).toMatch(/\p{Script=Han}/u)
})

test('changes leave the rest', () => {
  expect(createPolicy({ unsetFields: 'empty' })).toEqual({ ...defaultPolicy, unsetFields: 'empty' })
  expect(createPolicy({ notifyPaid: undefined })).toEqual(defaultPolicy)
})

const names = Object.keys(policyOptions).join(', ')

describe('an error names the option', () => {
  test.each([
    [{ notifyPayed: true }, `policy.notifyPayed does not exist; there are ${names}`],
    [{ toString: true }, `policy.toString does not exist; there are ${names}`],
    [{ notifyPaid: 'yes' }, "policy.notifyPaid: expected a boolean, received 'yes'"],
    [{ notifyPaid: null }, 'policy.notifyPaid: expected a boolean, received null'],
    [{ maxRunningOrders: -1 }, 'policy.maxRunningOrders: expected a number from 0, received -1'],
    [{ lengthUnit: 'words' }, "policy.lengthUnit: expected 'characters' or 'bytes', received 'words'"],
    [{ deductionRetryDelaysMs: [] }, 'policy.deductionRetryDelaysMs: expected a list of numbers from 0, received []'],
  ])('%j', (changes, message) => {
    expect(() => createPolicy(changes as Partial<SandboxPolicy>)).toThrow(new TypeError(message))
  })
})
