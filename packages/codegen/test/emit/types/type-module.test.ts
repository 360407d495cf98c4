import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../src/emit/types/type-module.ts'
import { TypeModules } from '../../../src/emit/types/type-modules.ts'
import type { SchemaObject } from '../../../src/spec/model.ts'

/** The type of a schema, and the declarations it needs without their comments. */
function typeOf(schema: SchemaObject, direction: Direction = 'request'): { type: string; declarations: string[] } {
  const module = new TypeModules({ nameOf: () => undefined }).of('products/test')
  const type = module.typeOf(schema, 'Thing', direction)
  return { type, declarations: module.declarations.map(withoutComments) }
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/?\*.*\n/gm, '').trimEnd()
}

const cases: [string, { given: SchemaObject; want: string; declares?: string[] }][] = [
  ['a string', { given: { type: 'string' }, want: 'string' }],
  ['an integer', { given: { type: 'integer' }, want: 'number' }],
  ['a boolean', { given: { type: 'boolean' }, want: 'boolean' }],
  ['nothing known', { given: {}, want: 'unknown' }],
  ['a type nobody has heard of', { given: { type: 'decimal' }, want: 'unknown' }],
  ['something nullable', { given: { type: ['string', 'null'] }, want: 'string | null' }],
  ['a closed enumeration', { given: { type: 'integer', enum: [1, 2] }, want: '1 | 2' }],
  ['a closed enumeration with a quote', { given: { type: 'string', enum: ["it's"] }, want: String.raw`'it\'s'` }],
  [
    'an open enumeration',
    { given: { type: 'string', 'x-extensible-enum': ['A', 'B'] }, want: "'A' | 'B' | (string & {})" },
  ],
  [
    'an open enumeration of numbers',
    { given: { type: 'integer', 'x-extensible-enum': [0, -1] }, want: '0 | -1 | (number & {})' },
  ],
  ['a list', { given: { type: 'array', items: { type: 'string' } }, want: 'readonly string[]' }],
  [
    'a list of one of several',
    { given: { type: 'array', items: { type: 'string', enum: ['A', 'B'] } }, want: "readonly ('A' | 'B')[]" },
  ],
  ['a list of anything', { given: { type: 'array' }, want: 'readonly unknown[]' }],
  ['an object of unknown members', { given: { type: 'object' }, want: 'Readonly<Record<string, unknown>>' }],
  [
    'an object',
    {
      given: { type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { type: 'integer' } } },
      want: 'Thing',
      declares: ["export interface Thing {\n  a: string\n  'b-c'?: number\n}"],
    },
  ],
  [
    'a choice of which direct merchants need one: a partner may give the other',
    {
      given: {
        type: 'object',
        properties: {
          openid: { type: 'string', 'x-wechatpay-required-for': ['merchant'] },
          sub_openid: { type: 'string' },
          total: { type: 'integer', 'x-wechatpay-required-for': ['merchant'] },
        },
        anyOf: [{ required: ['openid'] }, { required: ['sub_openid'] }],
      },
      want: 'Thing',
      declares: [
        'export interface ThingFields {\n  openid?: string\n  sub_openid?: string\n  total: number\n}',
        "export type Thing = OneOf<ThingFields, 'openid' | 'sub_openid'>",
      ],
    },
  ],
  [
    'objects in a list, named in the singular',
    {
      given: {
        type: 'object',
        properties: { fees: { type: 'array', items: { type: 'object', properties: { a: {} } } } },
      },
      want: 'Thing',
      declares: [
        'export interface Thing {\n  fees?: readonly ThingFee[]\n}',
        'export interface ThingFee {\n  a?: unknown\n}',
      ],
    },
  ],
  [
    'two members whose types would share a name',
    {
      given: {
        type: 'object',
        properties: {
          fee: { type: 'object', properties: { a: { type: 'string' } } },
          fees: { type: 'array', items: { type: 'object', properties: { b: { type: 'string' } } } },
        },
      },
      want: 'Thing',
      declares: [
        'export interface Thing {\n  fee?: ThingFee\n  fees?: readonly ThingFee2[]\n}',
        'export interface ThingFee {\n  a?: string\n}',
        'export interface ThingFee2 {\n  b?: string\n}',
      ],
    },
  ],
  [
    'fields numbered in their names',
    {
      given: { type: 'object', patternProperties: { [String.raw`^coupon_id_\d+_\d+$`]: { type: 'string' } } },
      want: 'Thing',
      declares: ['export interface Thing {\n  [numbered: `coupon_id_${number}_${number}`]: string | undefined\n}'],
    },
  ],
  [
    'alternatives',
    {
      given: {
        anyOf: [
          { type: 'object', title: 'BUS', properties: { line: { type: 'string' } } },
          { type: 'object', title: '地铁', properties: { station: { type: 'string' } } },
        ],
      },
      want: 'ThingBus | ThingVariant2',
      declares: [
        'export interface ThingBus {\n  line?: string\n}',
        'export interface ThingVariant2 {\n  station?: string\n}',
      ],
    },
  ],
  [
    'a string that holds JSON, whose content has a type of its own',
    {
      given: {
        type: 'object',
        properties: {
          detail: {
            type: 'string',
            contentMediaType: 'application/json',
            contentSchema: { type: 'object', properties: { a: { type: 'string' } } },
          },
        },
      },
      want: 'Thing',
      declares: [
        'export interface Thing {\n  detail?: string\n}',
        'export interface ThingDetailContent {\n  a?: string\n}',
      ],
    },
  ],
]

test.each(cases)('%s', (_, { given, want, declares = [] }) => {
  expect(typeOf(given)).toEqual({ type: want, declarations: declares })
})

describe('a sensitive field', () => {
  const phone: SchemaObject = { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' }

  test('of a request is plaintext or the caller’s own ciphertext', () => {
    expect(typeOf(phone).type).toBe('string | AlreadyEncrypted')
  })

  test('of an answer is plaintext, unless it could not be opened', () => {
    expect(typeOf(phone, 'response').type).toBe('string | Undecrypted')
  })

  test('of an APIv2 answer, with its older padding, is the same', () => {
    const name: SchemaObject = { type: 'string', 'x-wechatpay-encrypted': 'rsa-pkcs1' }
    expect([typeOf(name, 'response').type, typeOf(name).type]).toEqual(['string | Undecrypted', 'string'])
  })

  test('under a key the client does not hold is a plain string', () => {
    expect(typeOf({ ...phone, 'x-wechatpay-encrypted-with': 'v2-transfer-public-key' }).type).toBe('string')
  })
})

describe('an object with the members of another', () => {
  const members = { no: { type: 'string', title: '单号' }, total: { type: 'integer' } } as const
  const thing = (properties: Record<string, SchemaObject>): SchemaObject => ({ type: 'object', properties })

  test('extends it', () => {
    const module = new TypeModules({ nameOf: () => undefined }).of('products/test')
    module.typeOf(thing(members), 'First', 'response')
    module.typeOf(thing(members), 'Second', 'response')
    expect(module.declarations[1]).toBe('export interface Second extends First {}\n')
  })

  test.each([
    ['comments', { ...members, no: { type: 'string', title: '退款单号' } }],
    ['types', { ...members, total: { type: 'string' } }],
  ])('but not if their %s differ', (_difference, others) => {
    const module = new TypeModules({ nameOf: () => undefined }).of('products/test')
    module.typeOf(thing(members), 'First', 'response')
    module.typeOf(thing(others), 'Second', 'response')
    expect(module.declarations[1]).toContain('interface Second {\n')
  })

  test('nor if it is one member alone, which says more itself', () => {
    const module = new TypeModules({ nameOf: () => undefined }).of('products/test')
    module.typeOf(thing({ no: members.no }), 'First', 'response')
    module.typeOf(thing({ no: members.no }), 'Second', 'response')
    expect(module.declarations[1]).toContain('interface Second {\n')
  })
})

describe('a schema with a file of its own', () => {
  const order: SchemaObject = { type: 'object', properties: { no: { type: 'string' } } }
  const named = (schema: SchemaObject) => {
    const modules = new TypeModules({
      nameOf: (one) => (one === schema ? { name: 'Order', product: 'pay' } : undefined),
    })
    return { pay: modules.ofProduct('v3/pay'), refund: modules.ofProduct('v3/refund') }
  }

  test('is declared once, in its product, and imported elsewhere', () => {
    const { pay, refund } = named(order)
    expect(refund.typeOf(order, 'A', 'request')).toBe('Order')
    expect(pay.typeOf(order, 'B', 'response')).toBe('Order')
    expect(pay.declarations).toEqual(['export interface Order {\n  no?: string\n}\n'])
    expect(refund.declarations).toEqual([])
    expect([...(refund.imports.get('products/v3-pay') ?? [])]).toEqual(['Order'])
  })

  test('may contain itself', () => {
    const tree = { type: 'object', properties: {} as Record<string, SchemaObject> }
    tree.properties['children'] = { type: 'array', items: tree }
    const { pay } = named(tree)
    expect(pay.typeOf(tree, 'A', 'request')).toBe('Order')
    expect(pay.declarations).toEqual(['export interface Order {\n  children?: readonly Order[]\n}\n'])
  })

  test('cannot hold encrypted fields and serve both directions', () => {
    const secret: SchemaObject = {
      type: 'object',
      properties: { phone: { type: 'string', 'x-wechatpay-encrypted': 'rsa-oaep' } },
    }
    const { pay } = named(secret)
    pay.typeOf(secret, 'A', 'request')
    expect(() => pay.typeOf(secret, 'B', 'response')).toThrow('Order holds encrypted fields')
  })

  test('that is no object stays inline', () => {
    const text: SchemaObject = { type: 'string' }
    expect(named(text).pay.typeOf(text, 'A', 'request')).toBe('string')
  })
})
