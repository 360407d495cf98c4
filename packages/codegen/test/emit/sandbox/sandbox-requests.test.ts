import { expect, test } from 'vitest'
import { type CheckedOperation, emitSandboxRequests } from '../../../src/emit/sandbox/sandbox-requests.ts'

const nothing = { type: 'object' }
const operation = (more: Partial<CheckedOperation>): CheckedOperation => ({
  id: 'orderCreate',
  params: nothing,
  query: nothing,
  content: 'json',
  body: null,
  ...more,
})

function textOf(...operations: readonly CheckedOperation[]): string {
  const { text } = emitSandboxRequests({ version: '1' }, 'requests.ts', operations)
  return text.split('\n\n').slice(1).join('\n\n')
}

test('a body has the types of its checks: optional what only some need, closed choices spelt out', () => {
  const amount = { type: 'object', required: ['total'], properties: { total: { type: 'integer' } } }
  const body = {
    type: 'object',
    required: ['amount', 'kind'],
    properties: {
      amount,
      kind: { type: 'string', enum: ['A', 'B'] },
      'odd-name': { type: ['string', 'null'] },
      items: { type: 'array', items: amount },
      anything: {},
    },
  }
  expect(textOf(operation({ body }))).toBe(`type OrderCreateBodyAmount = {
  readonly total: number
}

type OrderCreateBody = {
  readonly amount: OrderCreateBodyAmount
  readonly kind: 'A' | 'B'
  readonly 'odd-name'?: string | null
  readonly items?: readonly (OrderCreateBodyAmount)[]
  readonly anything?: unknown
}

/** Requests by operation id: path parameters, query and body, once they are checked. */
export interface Requests {
  readonly orderCreate: { readonly params: Readonly<Record<string, never>>; readonly query: Readonly<Record<string, never>>; readonly body: OrderCreateBody }
}
`)
})

test('what travels in an address, and every field of APIv2, is text', () => {
  const fields = { type: 'object', required: ['total_fee'], properties: { total_fee: { type: 'integer' } } }
  const text = textOf(
    operation({ id: 'v2Pay', v2: true, content: 'xml', body: fields }),
    operation({ id: 'billQuery', content: 'none', query: fields, body: null }),
    operation({ id: 'v2Page', v2: true, content: 'none', query: fields }),
  )
  expect(text.match(/readonly total_fee: string/g)).toHaveLength(1)
  expect(text).toContain(
    'readonly billQuery: { readonly params: Readonly<Record<string, never>>; readonly query: BillQueryQuery; readonly body: undefined }',
  )
  expect(text).toMatch(/readonly v2Pay: .*readonly body: BillQueryQuery }/)
  expect(text).toMatch(/readonly v2Page: .*readonly body: BillQueryQuery }/)
})
