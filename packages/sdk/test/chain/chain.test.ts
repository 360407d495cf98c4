import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainRoot, type Caller } from '../../src/chain/chain.ts'
import { PathTemplate } from '../../src/chain/path-template.ts'
import { checkPath, segmentOf } from '../../src/chain/segments.ts'
import { RequestError } from '../../src/index.ts'

/** A chain whose calls answer with what they would address. */
type Node = { readonly [segment: string]: Node } & ((options?: unknown) => string) & {
    readonly prepare: (options?: unknown) => string
  }

const caller: Caller = {
  call: (method, address, options, asynchronous) =>
    `${method}${asynchronous ? ' async' : ''} ${address().path} ${JSON.stringify(options)}`,
  prepare: (method, address) => `prepare ${method} ${address().path}`,
  pages: (method, address) => `pages ${method} ${address().path}`,
  items: (method, address) => `items ${method} ${address().path}`,
}
class Client {
  declare readonly mchid: string
}
const root = chainRoot(Client.prototype, { mchid: '1900000109', secret: () => 'hush' }, caller) as Node & {
  chain(path: string): Node
}

describe('an address', () => {
  test.each<[string, Node, string]>([
    ['of properties', root.v3!.payscore!.payafterOrders!, 'v3/payscore/payafter-orders'],
    ['with placeholders in underscores', root.v3!.a!._out_order_no_!.b!, 'v3/a/{out_order_no}/b'],
    ['with placeholders in dollars', root.v3!.a!.$id$!, 'v3/a/{id}'],
    ['with placeholders that end in digits', root.v3!.a!._v2_!, 'v3/a/{v2}'],
    ['with placeholders in braces', root.v3!.a!['{id}']!, 'v3/a/{id}'],
    ['of segments as written', root.v3!['user-service-state']!, 'v3/user-service-state'],
    ['of a word with digits', root.v3!.apply4subject!, 'v3/apply4subject'],
    ['in upper case, kept where it is no identifier', root.v3!['Foo-Bar']!, 'v3/Foo-Bar'],
    ['that goes on with several segments', root.v3!['pay/transactions']!.app!, 'v3/pay/transactions/app'],
    ['in one piece', root['v3/a/{id}/Bc']!, 'v3/a/{id}/Bc'],
    ['in one piece with its slash', root['/v3/a']!, 'v3/a'],
    ['given to chain()', root.chain('v3/a/{id}'), 'v3/a/{id}'],
    ['given to chain(), going on', root.chain('/v3/a').bC!, 'v3/a/b-c'],
    ['through a word that is a method too', root.v3!.receivers!.delete!, 'v3/receivers/delete'],
  ])('%s', (_, node, path) => {
    expect(node.post!({ a: 1 })).toBe(`POST ${path} {"a":1}`)
  })

  test.each(['get', 'post', 'put', 'patch', 'delete'])('is called by %s', (verb) => {
    const { a } = root.v3!
    expect(a![verb]!()).toBe(`${verb.toUpperCase()} v3/a undefined`)
    expect(a![`${verb}Async`]!()).toBe(`${verb.toUpperCase()} async v3/a undefined`)
    expect(a![verb]!.prepare()).toBe(`prepare ${verb.toUpperCase()} v3/a`)
  })

  test('is made once', () => {
    expect(root.v3!.a!._b_).toBe(root.v3!.a!._b_)
    expect(root.v3!.a!.post).toBe(root.v3!.a!.post)
    expect(root.chain('v3/a')).toBe(root.chain('v3/a'))
    expect(root['v3/a']).toBe(root.chain('v3/a'))
  })

  test('does not pile up when values are spelled into it', () => {
    const first = root.chain('v3/orders/first')
    for (let i = 0; i < 2_100; i++) root.chain(`v3/orders/${i}`)
    expect(root.chain('v3/orders/first')).not.toBe(first)
  })
})

describe('what nobody means as a segment', () => {
  test.each([
    'then',
    'catch',
    'finally',
    'toJSON',
    'toString',
    'valueOf',
    'inspect',
    'constructor',
    'prototype',
    '__proto__',
    'asymmetricMatch',
    'nodeType',
    '$$typeof',
  ])('%s', (key) => {
    expect(root.v3![key]).toBeUndefined()
    expect(key in root.v3!).toBe(false)
  })

  test('symbols', () => {
    for (const symbol of [Symbol.iterator, Symbol.asyncIterator, Symbol('any')]) {
      expect(Reflect.get(root.v3!, symbol)).toBeUndefined()
    }
  })

  test('so a chain can be awaited, compared and printed without a call', async () => {
    expect(await Promise.resolve(root.v3!.payscore)).toBe(root.v3!.payscore)
    expect(root.v3).toEqual(root.v3)
    expect(inspect(root.v3!.payscore)).toBe('WechatPay chain v3/payscore')
    expect(String(root.v3!.payscore)).toBe('WechatPay chain v3/payscore')
    expect(inspect(root.v3!.payscore!.post)).toBe('WechatPay operation POST v3/payscore')
    expect(inspect({ root })).toBe("{ root: WechatPay { mchid: '1900000109' } }")
    expect(JSON.stringify({ root, node: root.v3 })).toBe('{"root":{"mchid":"1900000109"},"node":{}}')
  })
})

test('a client and its chain are read-only, and the client is one', () => {
  expect(root).toBeInstanceOf(Client)
  for (const change of [
    () => Object.assign(root, { v3: 1 }),
    () => Object.assign(root.v3!, { a: 1 }),
    () => Reflect.defineProperty(root.v3!, 'a', { value: 1 }),
    () => Reflect.deleteProperty(root, 'mchid'),
  ]) {
    expect(change).toThrow(TypeError)
  }
})

describe('by the rules, for any name', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  const kebab = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'))

  test('camelCase is the kebab-case it was made of', () => {
    fc.assert(
      fc.property(kebab, (segment) => {
        const camel = segment.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
        expect(segmentOf(camel)).toBe(segment)
      }),
    )
  })

  test('the three addresses lead to one place', () => {
    const parameter = fc.stringMatching(/^[a-z][a-z_]{0,8}[a-z]$/).map((name) => `{${name}}`)
    fc.assert(
      fc.property(fc.array(fc.oneof(kebab, parameter), { minLength: 1, maxLength: 6 }), (segments) => {
        const path = ['v3', ...segments].join('/')
        const asProperty = (segment: string): string =>
          segment.startsWith('{')
            ? `_${segment.slice(1, -1)}_`
            : segment.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
        // Words that a chain keeps for itself are reached as written.
        fc.pre(
          !segments.some((segment) =>
            /^(?:get|post|put|patch|delete|then|catch|finally|inspect|constructor|prototype)$/.test(segment),
          ),
        )
        const spelled = segments.reduce((node, segment) => node[asProperty(segment)]!, root.v3!)
        expect(spelled.get!()).toBe(`GET ${path} undefined`)
        expect(root.chain(path).get!()).toBe(`GET ${path} undefined`)
        expect(root[path]!.get!()).toBe(`GET ${path} undefined`)
      }),
    )
  })

  test('any text that is passed as a parameter comes back from a URL as it was, in one segment', () => {
    const template = new PathTemplate('v3/a/{id}/b')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        fc.pre(value !== '.' && value !== '..')
        const values = { id: value }
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- not an array
        const path = template.fill(values)
        // What is signed is what every URL parser sends.
        expect(new URL(path, 'https://api.mch.weixin.qq.com').pathname).toBe(path)
        const segments = path.split('/')
        expect(segments).toHaveLength(5)
        expect(decodeURIComponent(segments[3]!)).toBe(value)
      }),
    )
  })

  test('any address is either refused or sent as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        try {
          const checked = checkPath(`v3/${path}`)
          const plain = checked.replaceAll(/\{\w+\}/g, 'x')
          expect(new URL(`/${plain}`, 'https://api.mch.weixin.qq.com').href).toBe(
            `https://api.mch.weixin.qq.com/${plain}`,
          )
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError)
        }
      }),
    )
  })
})
