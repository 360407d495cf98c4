import { expect, test } from 'vitest'
import { operationMemories } from '../../../src/emit/sandbox/sandbox-memory.ts'
import { wholeSpec as spec } from '../../support/whole-spec.ts'

const memories = operationMemories(spec)

test('a call, what acts on it and its query are of one kind, and find the number where each has it', () => {
  expect(memories.get('fundAppMchTransferTransferBills')).toMatchObject({
    kind: 'fundAppMchTransferTransferBillByOutBillNo',
    part: 'creates',
    number: ['json.out_bill_no'],
    refusal: { status: 400, code: 'ALREADY_EXISTS', message: '订单已存在' },
  })
  expect(memories.get('fundAppMchTransferTransferBillByOutBillNoCancel')).toMatchObject({
    kind: 'fundAppMchTransferTransferBillByOutBillNo',
    part: 'continues',
    number: ['path.out_bill_no'],
  })
  expect(memories.get('fundAppMchTransferTransferBillByOutBillNo')).toMatchObject({
    part: 'asks',
    number: ['path.out_bill_no'],
    refusal: { status: 404, code: 'NOT_FOUND', message: '记录不存在' },
  })
})

test('a completion with a number of its own makes something', () => {
  expect(memories.get('profitsharingOrdersUnfreeze')?.part).toBe('creates')
  expect(memories.get('v2SecapiPayProfitsharingfinish')?.part).toBe('creates')
  expect(memories.get('creditRepaymentPartnerContractsTerminate')?.part).toBe('continues')
})

test('a call without a query is known again by its number', () => {
  expect(memories.get('marketingFavorCouponStocks')).toMatchObject({
    kind: 'marketingFavorCouponStocks',
    part: 'creates',
    number: ['json.out_request_no'],
    creators: [],
  })
})

test('what only numbers of the platform find is not remembered', () => {
  expect(memories.get('marketingBusifavorStockUpdate')).toBeUndefined()
  expect(memories.get('marketingBusifavorStockQuery')).toBeUndefined()
})

test('every number stands where the operation has such a field', () => {
  const astray = [...memories].flatMap(([id, { number }]) => {
    const { parameters, body } = spec.operations.find((one) => one.id === id)!
    const has = {
      path: parameters.path.map(({ name }) => name),
      query: parameters.query.map(({ name }) => name),
      json: Object.keys(body.schema?.properties ?? {}),
      xml: Object.keys(body.schema?.properties ?? {}),
    }
    const known = (place: string): boolean => {
      const [where = '', name = ''] = place.split('.')
      return has[where as keyof typeof has].includes(name)
    }
    return number.every(known) ? [] : [id]
  })
  expect(astray).toEqual([])
  expect(memories.size).toBeGreaterThan(400)
})
