import { beforeAll, describe, expect, test } from 'vitest'
import type { Operation, SchemaObject } from '../../../codegen/src/index.ts'
import { fillExample } from '../../src/kernel/answers/compose.ts'
import type { Call } from '../../src/kernel/protocol/call.ts'
import { MCHID } from '../routes/merchant.ts'
import { type Described, NOW, ORIGIN, bareCall, everyOperation, fullCall } from './requests.ts'

/** One value of an answer, with its schema. */
interface Leaf {
  readonly path: string
  /** The name of the value's field, or of the list around it. */
  readonly name: string
  readonly schema: SchemaObject
  readonly value: unknown
}

const DAY = 86_400_000
let all: Described[]

beforeAll(async () => {
  // One answer of APIv2 is undocumented and has the fields of every answer.
  all = (await everyOperation()).filter(({ documented }) => documented.response.schema?.properties !== undefined)
})

test('there is an example of every answer that is described', () => {
  expect(all.length).toBeGreaterThan(1_050)
  expect(
    all.filter(({ operation }) => operation.answer.example === undefined).map(({ operation }) => operation.id),
  ).toEqual(
    all
      .filter(({ documented }) => !['json', 'xml'].includes(documented.response.kind))
      .map(({ documented }) => documented.id),
  )
})

describe.each([
  ['a bare request', bareCall],
  ['a request that says everything', fullCall],
] as const)('every answer to %s', (_, callOf) => {
  /** Collects the problems of all answers, each with its place. */
  function problems(look: (leaf: Leaf, call: Call) => string | undefined): string[] {
    return all.flatMap(({ operation, documented }) => {
      if (operation.answer.example === undefined) return []
      const call = callOf(documented)
      const leaves = [...leavesOf(documented, fillExample(operation.answer, call))]
      return leaves.flatMap((leaf) => {
        const problem = look(leaf, call)
        return problem === undefined ? [] : [`${operation.id} ${leaf.path}: ${problem}`]
      })
    })
  }

  test('keeps to its schema, with documented values of enumerations', () => {
    expect(problems(({ schema, value }, call) => (says(call, value) ? undefined : misfit(schema, value)))).toEqual([])
  })

  test('has all that is always there', () => {
    const missing = all.flatMap(({ operation, documented }) =>
      operation.answer.example === undefined
        ? []
        : [...missingIn(documented.response.schema!, fillExample(operation.answer, callOf(documented)), operation.id)],
    )
    expect(missing).toEqual([])
  })

  test('tells times in the sandbox’s own time', () => {
    expect(
      problems(({ name, schema, value }, call) => {
        const instant = instantOf(name, schema, value)
        if (instant === undefined || says(call, value)) return undefined
        const isLater = EXPIRES.test(name)
        const fits = isLater ? instant > NOW && instant < NOW + 40 * DAY : instant > NOW - 2 * DAY && instant <= NOW
        return fits ? undefined : `${String(value)} is ${isLater ? 'no time to come' : 'no time that was'}`
      }),
    ).toEqual([])
  })

  test('has no value that is its field’s name', () => {
    expect(problems(({ name, value }, call) => (value === name && !says(call, value) ? value : undefined))).toEqual([])
  })

  test('leads to no other host', () => {
    expect(
      problems(({ value }, call) => {
        const addresses = typeof value === 'string' ? (value.match(/https?:\/\/[^/"\\\s]*/g) ?? []) : []
        return addresses.every((address) => address === ORIGIN) || says(call, value) ? undefined : String(value)
      }),
    ).toEqual([])
  })

  test('has numbers that other languages’ integers hold', () => {
    expect(
      problems(({ name, value }, call) => {
        // Numeric identifiers are documented as 64 bits wide.
        if (typeof value !== 'number' || says(call, value) || name.endsWith('_id')) return undefined
        return Math.abs(value) < 2 ** 31 ? undefined : String(value)
      }),
    ).toEqual([])
  })

  test('says that nothing was paid, refunded or finished where it may say anything else', () => {
    const said = problems(({ name, schema, value }) => {
      const known = schema.enum ?? schema['x-extensible-enum'] ?? []
      const others = known.filter((one) => !TELLS_OF_SUCCESS.test(String(one)))
      const isState = /(?:^|_)(?:state|status|result)(?:_\d+)*$/.test(name)
      return isState && TELLS_OF_SUCCESS.test(String(value)) && (known.length === 0 || others.length > 0)
        ? String(value)
        : undefined
    })
    expect(said.filter((one) => !reviewedSuccesses.has(one))).toEqual([])
  })

  test('is the merchant’s own', () => {
    expect(
      problems(({ name, value }, call) =>
        ['mchid', 'mch_id', 'sp_mchid'].includes(name) && String(value) !== MCHID && !says(call, value)
          ? String(value)
          : undefined,
      ),
    ).toEqual([])
  })

  test('has nothing of a failure, a refusal or a closing that it does not have to have', () => {
    const decided = all.filter(({ documented }) => !documented.unknownOutcome)
    const optional = decided.flatMap(({ operation, documented }) => {
      const call = callOf(documented)
      const told = operation.answer.example === undefined ? {} : fillExample(operation.answer, call)
      return Object.keys(told as object)
        .filter((name) => /^(?:fail_reason|close_reason|reject_reason|err_code|err_code_des)$/.test(name))
        .filter((name) => !documented.response.schema?.required?.includes(name) && !asks(documented, name))
        .map((name) => `${operation.id} ${name}`)
    })
    expect(optional).toEqual([])
  })
})

test('where success alone would say that money has moved, the answer says that nobody knows yet', async () => {
  const undecided = (await everyOperation()).filter(({ documented }) => documented.unknownOutcome)
  expect(undecided.map(({ documented }) => documented.path).toSorted()).toEqual([
    '/deposit/consume',
    '/deposit/facepay',
    '/deposit/micropay',
    '/deposit/reverse',
    '/mmpaymkttransfers/promotion/paywwsptrans2pocket',
    '/mmpaymkttransfers/promotion/transfers',
    '/pay/facepay',
    '/secapi/pay/facepayreverse',
  ])
  for (const { operation, documented } of undecided) {
    const told = fillExample(operation.answer, fullCall(documented)) as Record<string, unknown>
    expect(told).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', ...documented.unknownOutcome })
    expect(Object.keys(told).filter((name) => /transaction_id|payment_no|time|fee|recall/.test(name))).toEqual([])
  }
})

/** Values checked by a person: none of them says that money moved. */
const reviewedSuccesses = new Set([
  // An invitation is either sent or not sent.
  'newTaxControlFapiaoFapiaomerchantListspinvitemchinfo mch_invite_result_list[].mch_invite_status: MCH_INVITE_SUCC',
])

const TELLS_OF_SUCCESS = /^(?:\w+_)?(?:SUCC(?:ESS|EED)?|PAID|FINISH(?:ED)?|DONE|COMPLETED?|REFUND(?:ED)?|USED)$/
const EXPIRES =
  /expire|stop_time|invalid|deadline|estimated|logout|valid_date|^(?!real_|trade_)(?:\w+_)?end_(?:time|date)/
const IS_TIME = /time|date$|_date|^date|day$/

function asks({ parameters, body }: Operation, name: string): boolean {
  return (
    [...parameters.path, ...parameters.query].some((one) => one.name === name) ||
    Object.hasOwn(body.schema?.properties ?? {}, name)
  )
}

function* leavesOf({ response }: Operation, answer: unknown): Generator<Leaf, void> {
  yield* within(response.schema!, answer, '', '')
}

function* within(schema: SchemaObject, value: unknown, path: string, name: string): Generator<Leaf, void> {
  const shape = shapeOf(schema)
  if (Array.isArray(value)) for (const item of value) yield* within(shape.items ?? {}, item, `${path}[]`, name)
  else if (typeof value === 'object' && value !== null) {
    for (const [inner, field] of Object.entries(value))
      yield* within(propertyOf(shape, inner), field, path === '' ? inner : `${path}.${inner}`, inner)
  } else {
    yield { path, name, schema: shape, value }
    if (shape.contentSchema && typeof value === 'string' && value.startsWith('{'))
      yield* within(shape.contentSchema, JSON.parse(value), `${path}>`, '')
  }
}

/** Adds the fields of the first alternative, where there are several. */
function shapeOf(schema: SchemaObject): SchemaObject {
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  return first?.properties ? { ...schema, properties: { ...schema.properties, ...first.properties } } : schema
}

function propertyOf({ properties = {}, patternProperties = {} }: SchemaObject, name: string): SchemaObject {
  const numbered = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(name))?.[1]
  return properties[name] ?? numbered ?? { title: `undocumented ${name}`, type: 'null' }
}

function* missingIn(schema: SchemaObject, value: unknown, path: string): Generator<string, void> {
  const { properties = {}, required = [], items } = shapeOf(schema)
  if (Array.isArray(value)) for (const item of value) yield* missingIn(items ?? {}, item, `${path}[]`)
  else if (typeof value === 'object' && value !== null) {
    for (const name of required) if (!Object.hasOwn(value, name)) yield `${path}.${name}`
    for (const [name, inner] of Object.entries(value))
      yield* missingIn(properties[name] ?? {}, inner, `${path}.${name}`)
  }
}

/** @returns what is wrong with the value; undefined when it fits */
function misfit(schema: SchemaObject, value: unknown): string | undefined {
  const type = [schema.type ?? 'string'].flat().find((one) => one !== 'null')
  const wanted = { integer: 'number', number: 'number', boolean: 'boolean', string: 'string' }[type ?? '']
  if (typeof value !== wanted) return `${JSON.stringify(value)} is no ${type ?? schema.title}`
  if (type === 'integer' && !Number.isSafeInteger(value)) return `${String(value)} is no integer`
  const known = schema.enum ?? schema['x-extensible-enum'] ?? []
  if (known.length > 0 && !known.includes(value as string)) return `${String(value)} is not documented`
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity, pattern } = schema
  if (typeof value === 'number' && (value < minimum || value > maximum)) return `${value} is out of range`
  if (typeof value !== 'string' || schema.enum) return undefined
  const { length } = Array.from(value)
  // A signature is empty here, because the server creates it when it signs the answer.
  if (value !== '' && (length < minLength || length > maxLength)) return `${value} has ${length} characters`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return `${value} does not match ${pattern}`
  return FORMS[schema.format ?? '']?.test(value) === false ? `${value} is no ${schema.format}` : undefined
}

const FORMS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  yyyyMMdd: /^\d{8}$/,
  yyyyMMddHHmmss: /^\d{14}$/,
  'yyyy-MM-dd HH:mm:ss': /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  uri: /^https?:\/\/\S+$/,
}

/** The instant of a value; a date means the start of the day. */
function instantOf(name: string, { format, type }: SchemaObject, value: unknown): number | undefined {
  if (typeof value === 'number')
    return type === 'integer' && value > 1_000_000_000 && IS_TIME.test(name) ? value * 1000 : undefined
  if (typeof value !== 'string' || !(IS_TIME.test(name) || format !== undefined)) return undefined
  const [, year, month, day, time] = /^(20\d\d)-?(\d\d)-?(\d\d)(?:[T ]?(\d\d:?\d\d:?\d\d).*)?$/.exec(value) ?? []
  if (year === undefined) return undefined
  if (time === undefined) return Date.parse(`${year}-${month}-${day}T00:00:00+08:00`)
  const [hour, minute, second] = time.replaceAll(':', '').match(/\d\d/g) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
}

/** Whether the request contains the value anywhere. */
function says({ params, query, body }: Call, value: unknown): boolean {
  const search = (one: unknown): boolean =>
    one === value ||
    (typeof one === 'string' && String(value) === one) ||
    (typeof one === 'object' && one !== null && Object.values(one).some(search))
  return [params, query, body].some(search)
}
