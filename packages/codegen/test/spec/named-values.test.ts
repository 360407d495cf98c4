import { describe, expect, test } from 'vitest'
import { specFolder } from '../../src/folders.ts'
import { loadGlossary } from '../../src/glossary/glossary.ts'
import { commonValues } from '../../src/glossary/common-values.ts'
import { valueNames } from '../../src/glossary/value-names.ts'
import {
  describeCommonValues,
  describeValues,
  documentedValues,
  isAt,
  namedValues,
  type FieldValues,
} from '../../src/spec/named-values.ts'
import { wholeSpec as spec } from '../support/whole-spec.ts'

const field = (at: string, path: string, ...values: string[]): FieldValues => ({
  direction: 'response',
  at,
  path,
  values,
  meanings: {},
  schema: {},
})

describe('a name for values', () => {
  const fields = [
    field('v3/pay/orders', 'state', 'PAID', 'NEW'),
    field('v3/pay/orders/{id}', 'refund.state', 'NEW', 'GONE'),
    { ...field('PAY.DONE', 'state', 'PAID'), meanings: { PAID: '已付' } },
  ]
  const named = (places: string[], values: Record<string, string> = {}) =>
    namedValues(valueNames({ State: { zh: '状态', fields: places, values } }), fields)[0]?.values

  test.each([
    ['everything below an address', 'v3/pay *.state', [true, true, false]],
    ['a field at the top', 'v3/pay state', [true, false, false]],
    ['one address', 'v3/pay/orders$ *.state', [true, false, false]],
    ['no address that only begins alike', 'v3/pay/order *.state', [false, false, false]],
    ['a group of events', 'PAY. state', [false, false, true]],
    ['one event', 'PAY.DONE state', [false, false, true]],
  ])('takes %s', (_, place, found) => {
    expect(fields.map((one) => isAt(place, one))).toEqual(found)
  })

  test('unites the values of its fields; the glossary’s meaning comes before the spec’s', () => {
    expect(named(['v3/pay *.state', 'PAY. state'], { NEW: '新' })).toEqual([
      { value: 'PAID', meaning: '已付' },
      { value: 'NEW', meaning: '新' },
      { value: 'GONE', meaning: undefined },
    ])
    expect(named(['PAY. state'], { PAID: '付清' })).toEqual([{ value: 'PAID', meaning: '付清' }])
  })

  test('gives its meanings to the fields it names, which keep those of their own', () => {
    const own = { ...field('PAY.DONE', 'state', 'PAID', 'NEW'), schema: { 'x-enumDescriptions': { PAID: '已付' } } }
    const other = field('v3/pay/orders', 'status', 'NEW')
    const names = valueNames({ State: { zh: '状态', fields: ['PAY. state'], values: { PAID: '付清', NEW: '新' } } })
    describeValues(names, [own, other])
    expect(own.schema).toEqual({ 'x-enumDescriptions': { PAID: '已付', NEW: '新' } })
    expect(other.schema).toEqual({})
  })

  test('that leads nowhere, or explains what is not there, is refused', () => {
    expect(() => named(['v3/pay status'])).toThrow('State: no answer has values at "v3/pay status"')
    expect(() => named(['PAY. state'], { PAYED: '付清' })).toThrow('State: no field has the value PAYED')
    expect(() => valueNames({ State: { zh: '状态' } })).toThrow('State: expected a name like TradeState')
    expect(() => valueNames({ tradeState: { zh: '状态', fields: ['PAY. state'] } })).toThrow(
      'tradeState: expected a name',
    )
  })
})

describe('of the money products', () => {
  const names = loadGlossary(specFolder).values
  const money =
    /^(v3\/(pay|refund|profitsharing|fund-app|combine-transactions|papay|payscore|bill)\/|v2\/(pay|secapi\/pay|deposit)\/|v2\/(transaction-success|refund-processed)$|(REFUND|MCHTRANSFER|PROFITSHARING|PAPAY|PAYSCORE|ENTRUST|TRANSACTION)\.)/
  const documented = documentedValues(spec.operations, spec.webhooks).filter(({ at }) => money.test(at))
  const fields = documented.filter(({ direction }) => direction === 'response')

  /** Fields without constants, because no program compares their values. */
  const without: Readonly<Record<string, string>> = {
    hash_type: 'an algorithm, which the client checks by itself',
    transfer_scene_id: 'numbers of scenes, which say nothing as names',
    'device_info.device_type': 'of one call, told to risk control',
    'device_info.days_since_first_login': 'of one call, told to risk control',
    user_id_type: 'of exposures in one call, undocumented beyond its names',
    'user_id.user_id_type': 'the same',
    'prepay_req_body.trade_type': 'repeats a request',
    state: 'PAYSCORE.USER_PAID tells of orders of both kinds, each of which has a name of its own',
  }

  test('every field of an answer that can have several values has one name, and the name all of its values', () => {
    const unnamed = fields.filter((one) => {
      const [name, ...others] = names.filter(
        ({ at, fields: places }) => at === 'response' && places.some((place) => isAt(place, one)),
      )
      if (name === undefined) return one.values.length > 1 && without[one.path] === undefined
      const known = spec.values.find((values) => values.name === name.name)?.values.map(({ value }) => value) ?? []
      return others.length > 0 || !one.values.every((value) => known.includes(value))
    })
    expect(unnamed.map(({ at, path }) => `${at} ${path}`)).toEqual([])
    expect(fields.length).toBeGreaterThan(150)
  })

  test('what a request may choose from has a name, its own or that of an answer', () => {
    const known = (one: FieldValues) =>
      spec.values.filter(({ values }) => one.values.every((value) => values.some((named) => named.value === value)))
    const unnamed = documented.filter(
      (one) =>
        one.direction === 'request' &&
        one.values.length > 1 &&
        without[one.path] === undefined &&
        known(one).length === 0,
    )
    expect(unnamed.map(({ at, path }) => `${at} ${path}`)).toEqual([])
  })

  test('every value has a meaning, and every name is there once', () => {
    const silent = spec.values.flatMap(({ name, values }) =>
      values.filter(({ meaning }) => meaning === undefined).map(({ value }) => `${name}.${value}`),
    )
    expect(silent).toEqual([])
    expect(new Set(spec.values.map(({ name }) => name)).size).toBe(spec.values.length)
    expect(spec.values.length).toBeGreaterThan(40)
  })
})

describe('meanings that fields of a name share', () => {
  const meaningsOf = ({ schema }: FieldValues) => schema['x-enumDescriptions']

  test('are told wherever a field has the value, unless it tells its own', () => {
    const own = {
      ...field('v3/a', 'order.state', 'PAID', 'NEW'),
      schema: { 'x-enumDescriptions': { PAID: '钱已收到' } },
    }
    const other = field('v3/b', 'state', 'NEW')
    const stranger = field('v3/b', 'real_state', 'NEW')
    describeCommonValues(commonValues([{ fields: ['state'], values: { PAID: '已付', NEW: '新' } }]), [
      own,
      other,
      stranger,
    ])
    expect([own, other, stranger].map(meaningsOf)).toEqual([{ PAID: '钱已收到', NEW: '新' }, { NEW: '新' }, undefined])
  })

  test('are first those of the address', () => {
    const here = field('v3/a/orders', 'state', 'NEW')
    const there = field('v3/ab/orders', 'state', 'NEW')
    const notice = field('PAY.DONE', 'state', 'NEW')
    const sections = [
      { fields: ['state'], values: { NEW: '新' } },
      { fields: ['state'], in: ['v3/a', 'PAY'], values: { NEW: '未付' } },
    ]
    describeCommonValues(commonValues(sections), [here, there, notice])
    expect([here, there, notice].map(meaningsOf)).toEqual([{ NEW: '未付' }, { NEW: '新' }, { NEW: '未付' }])
  })

  test('of a value that no field has are an error', () => {
    const sections = commonValues([{ fields: ['state'], values: { NEW: '新', OLD: '旧' } }])
    expect(() => describeCommonValues(sections, [field('v3/a', 'state', 'NEW')])).toThrow('no field state has OLD')
  })

  test('stand in sections of fields and values', () => {
    expect(() => commonValues([{ fields: ['state'], at: 'request', values: { NEW: '新' } }])).toThrow(
      'expected sections',
    )
    expect(() => commonValues([{ fields: [], values: { NEW: '新' } }])).toThrow('expected sections')
  })
})
