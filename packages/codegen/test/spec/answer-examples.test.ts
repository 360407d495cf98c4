import { describe, expect, test } from 'vitest'
import { Examples, schemaFields, type Operation, type SchemaObject } from '../../src/index.ts'
import { wholeSpec } from '../support/whole-spec.ts'
import { isStateField, leastClaim, neutralValue } from '../../src/spec/answers/neutral-value.ts'

const { operations } = wholeSpec

describe('the value of an enumeration that claims least', () => {
  test.each<[name: string, known: readonly string[], want: string | undefined]>([
    [
      'is the first state in which nothing has happened',
      ['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'USERPAYING'],
      'NOTPAY',
    ],
    ['in the documented order', ['PENDING', 'PROCESSING', 'PROCESSED'], 'PENDING'],
    ['wherever the word stands', ['MIX_PAY_UNKNOWN', 'MIX_PAY_CREATED', 'MIX_PAY_SUCCESS'], 'MIX_PAY_CREATED'],
    ['is not the beginning of an end', ['SIGNED', 'TERMINATED', 'TERMINATE_PENDING'], 'SIGNED'],
    ['unless there are only ends', ['CANCELING', 'CANCELLED'], 'CANCELING'],
    ['is none where all tell of an outcome', ['SUCCESS', 'FAIL'], undefined],
  ])('%s', (_, known, want) => {
    expect(neutralValue(known, true)).toBe(want)
  })

  test('of kinds is the first that stands for something', () => {
    expect(neutralValue(['VEHICLE_TYPE_UNKNOWN', 'VEHICLE_TYPE_SMALL'], false)).toBe('VEHICLE_TYPE_SMALL')
  })

  test('is decided by rule or review for all states of all answers; of these the sandbox says what moves nothing', () => {
    const undecided = new Set<string>()
    for (const { response, id, address } of operations) {
      for (const { name, schema } of response.schema ? schemaFields(response.schema) : []) {
        const known = schema.enum ?? schema['x-extensible-enum'] ?? []
        const isState = isStateField(name, schema) && !(address.startsWith('v2/') && name === 'result_code')
        if (known.length > 0 && neutralValue(known, isState) === undefined)
          undecided.add(`${id} ${name}: ${leastClaim(known)}`)
      }
    }
    expect([...undecided].toSorted()).toEqual([
      'ecommerceSubsidiesCancel result: FAIL',
      'ecommerceSubsidiesCreate result: FAIL',
      'ecommerceSubsidiesReturn result: FAIL',
      'iotmanageDeviceInspection result: WARN',
      'marketingMembercardOpenCardCodesDeposit result: DUPLICATE',
      'mchalterapplyMchsubjectalterapplymentRevoke result: FAIL',
    ])
  })
})

describe('the example of an answer', () => {
  const examples = new Examples({ operations })
  const of = (properties: Record<string, SchemaObject>, rest: Partial<SchemaObject> = {}): unknown =>
    examples.ofAnswer({
      address: 'v3/any',
      parameters: { path: [], query: [], headers: [] },
      body: { kind: 'none', schema: undefined, examples: [] },
      response: {
        kind: 'json',
        status: 200,
        errorKind: undefined,
        examples: [],
        schema: { type: 'object', properties, ...rest },
      },
    } satisfies Partial<Operation>)
  const text: SchemaObject = { type: 'string', title: '说明' }

  test('leaves out what tells of an outcome, unless it is always there', () => {
    const fields = { state: { type: 'string', enum: ['SUCCESS', 'PROCESSING'] }, success_time: text, fail_words: text }
    expect(of(fields)).toEqual({ state: 'PROCESSING' })
    expect(of(fields, { required: ['fail_words'] })).toEqual({ state: 'PROCESSING', fail_words: '说明' })
  })

  test('leaves out what only a payment has, where nobody has paid', () => {
    expect(of({ trade_state: { type: 'string', enum: ['SUCCESS', 'NOTPAY'] }, transaction_id: text })).toEqual({
      trade_state: 'NOTPAY',
    })
    expect(of({ transaction_id: { type: 'string' } })).toHaveProperty('transaction_id')
  })

  test('writes times as documented: now, or thirty days later for what expires', () => {
    const time = (format?: string): SchemaObject => ({ type: 'string', ...(format && { format }) })
    expect(
      of({
        create_time: time('date-time'),
        expire_time: time(),
        bill_date: time(),
        begin_time: { type: 'integer', title: '开始时间' },
        end_day_time: { type: 'string', title: '每日可用结束时间', pattern: '^[0-9]{6}$' },
        modify_time: { type: 'string', examples: ['20200101000000'] },
      }),
    ).toEqual({
      create_time: '2026-03-01T10:00:00+08:00',
      expire_time: '2026-03-31T10:00:00+08:00',
      bill_date: '2026-03-01',
      begin_time: Date.parse('2026-03-01T10:00:00+08:00') / 1000,
      end_day_time: '000000',
      modify_time: '20260301100000',
    })
  })

  test('counts the rows of the one list beside it, and what has happened so far as nothing', () => {
    const list: SchemaObject = { type: 'array', minItems: 2, items: { type: 'string', title: '备注' } }
    expect(of({ rows: list, total_count: { type: 'integer' }, success_count: { type: 'integer' } })).toEqual({
      rows: ['备注', '备注'],
      total_count: 2,
      success_count: 0,
    })
  })
})
