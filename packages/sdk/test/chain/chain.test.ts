import { execFile } from 'node:child_process'
import { inspect, promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainRoot, type Caller } from '../../src/chain/chain.ts'
import { PathTemplate } from '../../src/operation/path-template.ts'
import { checkPath } from '../../src/operation/check-path.ts'
import { segmentOf } from '../../src/chain/segments.ts'
import { RequestError } from '../../src/index.ts'

/** A chain whose calls return the address that they would call. */
type Node = { readonly [segment: string]: Node } & ((options?: unknown) => string) & {
    readonly prepare: (options?: unknown) => string
  }

const caller: Caller = {
  call: (method, address, options, asynchronous) =>
    `${method}${asynchronous ? ' async' : ''} ${checkPath(address.path)} ${JSON.stringify(options)}`,
  prepare: (method, address) => `prepare ${method} ${checkPath(address.path)}`,
  pages: (method, address) => `pages ${method} ${checkPath(address.path)}`,
  items: (method, address) => `items ${method} ${checkPath(address.path)}`,
}
class Client {
  declare readonly mchid: string
}
const root = chainRoot(Client.prototype, { mchid: '1900000109', secret: () => 'hush' }, caller) as Node & {
  chain(path: string): Node
}
const held = root.v3!.held!

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

  // Addresses with spelled-out values each create a place on the chain, so the number of kept places is limited.
  test.each<[string, (value: string) => unknown]>([
    ['given to chain()', (value) => root.chain(`v3/orders/${value}`)],
    ['as a property in one piece', (value) => root[`v3/orders/${value}`]],
    ['as a segment', (value) => root.v3![value]],
    ['as a segment, called', (value) => root.v3!.orders![value]!.get],
    ['as a segment below one that is held', (value) => held[value]],
  ])('does not pile up when values are spelled into it, %s', (_, spell) => {
    const first = spell('first')
    expect(spell('first')).toBe(first)
    for (let i = 0; i < 5_100; i++) spell(`value-${i}`)
    expect(spell('first')).not.toBe(first)
  })

  test('made of values leaves the memory of the process as it was', async () => {
    const program = `
      import { chainRoot } from './packages/sdk/src/chain/chain.ts'
      const root = chainRoot(Object.prototype, {}, { call: () => undefined })
      const { v3 } = root
      for (let i = 0; i < 40_000; i++) {
        v3['user-' + i].orders.get()
        root['v3/orders/' + i].post()
      }
      console.log('done')`
    const options = ['--max-old-space-size=64', '--conditions=@wechatpay-ts/source', '--input-type=module', '--eval']
    const { stdout } = await promisify(execFile)(process.execPath, [...options, program], {
      cwd: new URL('../../../../', import.meta.url),
    })
    expect(stdout).toBe('done\n')
  })
})

describe('what nobody means as a segment', () => {
  test.each<[string, string]>([
    ['the language', 'then catch finally toJSON toString toLocaleString valueOf constructor prototype __proto__'],
    ['the language', 'hasOwnProperty isPrototypeOf propertyIsEnumerable __defineGetter__ __lookupSetter__'],
    ['module loaders', '__esModule default'],
    ['Node', 'inspect'],
    ['Jest, Vitest and pretty-format', 'asymmetricMatch $$typeof _isMockFunction nodeType nodeName tagName'],
    ['Immutable', '@@__IMMUTABLE_ITERABLE__@@ @@__IMMUTABLE_RECORD__@@ @@__IMMUTABLE_LIST__@@ @@iterator'],
    ['React', '$$typeof $$id $$async _owner _store isReactComponent'],
    ['Vue', '__v_isRef __v_isReactive __v_raw __v_skip __v_isVNode __isVue _isVue __ob__'],
    ['lodash', '__wrapped__ __actions__'],
    ['Sentry', '__sentry_skip_normalization__'],
    ['NestJS', 'onModuleInit onModuleDestroy onApplicationBootstrap beforeApplicationShutdown onApplicationShutdown'],
    ['Angular', 'ngOnDestroy ɵprov'],
    ['validators', '_def _zod ~standard __isYupSchema__'],
    ['databases', 'toBSON _bsontype toPostgres toSqlString toSQL toObject isRawInstance $__ $isMongooseModelPrototype'],
  ])('%s looks for: %s', (_, names) => {
    const operation = root.v3!.a!.delete as unknown as Readonly<Record<string, unknown>>
    for (const name of names.split(' ')) {
      // An operation is a function, which has its own `toString`.
      if (!(name in Function.prototype) && name !== '__proto__') expect(operation[name]).toBeUndefined()
      expect(root.v3![name]).toBeUndefined()
      expect(name in root.v3!).toBe(false)
      if (!(name in Object.prototype || name === 'toJSON')) expect(root[name]).toBeUndefined()
    }
  })

  test('by `in`: nothing is there before it is asked for', () => {
    for (const name of ['nativeEvent', 'preventDefault', 'current', 'v3']) expect(name in root.v3!).toBe(false)
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

  test('printed, it shows no value that was spelled into it', () => {
    const path = 'v3/orders/13800138000/张三/{id}/a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6'
    expect(inspect(root.chain(path))).toBe('WechatPay chain v3/orders/…/…/{id}/…')
    expect(inspect(root.chain(path).get)).toBe('WechatPay operation GET v3/orders/…/…/{id}/…')
    expect(String(root.v3!.orders!['13800138000'])).toBe('WechatPay chain v3/orders/…')
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
        // Words that the chain reserves are reached only by their literal path.
        fc.pre(
          !segments.some((segment) =>
            /^(?:get|post|put|patch|delete|then|catch|finally|inspect|default|constructor|prototype)$/.test(segment),
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
        // The signed path equals the path that every URL parser sends.
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
