import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Examples, type Operation } from '../../../codegen/src/index.ts'
import { productPath, segmentProperty } from '../../../codegen/src/names.ts'
import { wholeSpec as spec } from '../../../codegen/test/support/whole-spec.ts'
import {
  MalformedResponseError,
  OutcomeUnknownError,
  VerificationError,
  type Result,
  type TransportResponse,
} from '../../src/index.ts'
import { shownPath } from '../../src/operation/shown-path.ts'
import { expectAnswer } from './answer.ts'
import { composeCall, type ComposedCall } from './composed-call.ts'
import { openWechatPay, type WechatPayWorld } from './wechat-pay.ts'
import { expectOnWire } from './wire.ts'

interface Call {
  (options: unknown): Promise<Result<unknown>>
  pages(options: unknown): AsyncIterable<unknown>
  items(options: unknown): AsyncIterable<unknown>
}
type Node = Readonly<Record<string, unknown>>

const examples = new Examples(spec)
const products = Map.groupBy(spec.operations, ({ address }) => productPath(address) ?? address)

/** The three ways to address an operation. */
const addresses: Readonly<Record<string, (wxpay: Node, address: string) => Node>> = {
  'chain by property': (wxpay, address) =>
    address.split('/').reduce((node, segment) => node[segmentProperty(segment)] as Node, wxpay),
  'chain(path)': (wxpay, address) => (wxpay['chain'] as (path: string) => Node)(address),
  'by key': (wxpay, address) => wxpay[address] as Node,
}

const called = new Set<string>()
let calls = 0
let world: WechatPayWorld
let client: Node
let brand: Node
let tester: Node

beforeAll(async () => {
  world = await openWechatPay()
  client = world.wxpay as unknown as Node
  brand = world.brand as unknown as Node
  tester = world.testSystem.wxpay as unknown as Node
})

test('no part of a documented address is taken for somebody’s value and left out of messages', () => {
  expect(spec.operations.map(({ address }) => shownPath(address))).toEqual(
    spec.operations.map(({ address }) => address),
  )
})

test('a brand’s operations, and no others, are those below brand/', () => {
  const isBelow = ({ address }: Operation): boolean => address.startsWith('brand/')
  expect(spec.operations.filter(({ brand }) => brand)).toEqual(spec.operations.filter(isBelow))
  expect(spec.operations.filter(isBelow).length).toBeGreaterThan(20)
})

describe('every operation goes out as the spec says and comes back as it was answered', () => {
  test.each([...products])('%s', async (_, operations) => {
    const failures: string[] = []
    for (const operation of operations) {
      for (const [way, address] of Object.entries(addresses)) {
        try {
          await exchange(operation, address(clientOf(operation), operation.address))
          called.add(operation.id)
          calls++
        } catch (error) {
          failures.push(`${operation.method} ${operation.address}, ${way}: ${reason(error)}`)
          break
        }
      }
    }
    expect(failures.concat(world.errors.splice(0).map(reason)).join('\n\n')).toBe('')
  })

  afterAll(() => {
    // Skips the count when a filter selected only some products.
    if (called.size === 0) return
    expect({ operations: called.size, calls }).toEqual({ operations: 1177, calls: 3531 })
  })
})

function clientOf(operation: Operation): Node {
  if (isInTestSystem(operation)) return tester
  return operation.brand ? brand : client
}

function keysOf(operation: Operation): WechatPayWorld['keys'] {
  return isInTestSystem(operation) ? world.testSystem.keys : world.keys
}

function isInTestSystem({ address }: Operation): boolean {
  return address.startsWith('v2/xdc/apiv2sandbox/')
}

/** Composes a call and binds every application in it to the merchant. */
function composed(operation: Operation): ComposedCall {
  const call = composeCall(operation, examples, world.mchid)
  world.bindAppids(call.query, call.body)
  return call
}

async function exchange(operation: Operation, node: Node): Promise<void> {
  const call = composed(operation)
  world.taken()
  const answer = callOf(operation, node)(call.options)
  if (operation.unknownOutcome) return expectUndecided(answer, call)
  const result = await answer
  const exchanges = world.taken()
  if (operation.redirect) return expectRedirect(result, exchanges.length, call)
  expect(exchanges).toHaveLength(1)
  const keys = keysOf(operation)
  expectOnWire(exchanges[0]!.request, call, { ...world, keys })
  expectAnswer(result, exchanges[0]!.response, operation, keys)
}

/** Checks that the answer of a call that nobody has decided yet is no success. */
async function expectUndecided(answer: Promise<unknown>, call: ComposedCall): Promise<void> {
  const { unknownOutcome } = call.operation
  await expect(answer).rejects.toMatchObject({ name: 'OutcomeUnknownError', cause: { code: unknownOutcome?.err_code } })
  const exchanges = world.taken()
  expect(exchanges).toHaveLength(1)
  expectOnWire(exchanges[0]!.request, call, world)
}

function callOf({ method }: Operation, node: Node): Call {
  return node[method.toLowerCase()] as Call
}

/** Checks that nothing is sent: the result is the address itself. */
function expectRedirect(result: Result<unknown>, sent: number, call: ComposedCall): void {
  expect(sent).toBe(0)
  const { url } = result.data as { url: string }
  expectOnWire({ ...nothing, url: url.split('#')[0]! }, { ...call, headers: {} }, world)
  expect(result.headers['location']).toBe(url)
  expect(url.split('#')[1]).toBe(call.operation.fragment)
}

const nothing = {
  method: 'GET',
  headers: { 'user-agent': 'wechatpay-ts/' },
  body: new Uint8Array(),
  timeoutMs: 1,
  signal: undefined,
}

function reason(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}

test('every list is read to its end', async () => {
  const lists = spec.operations.filter(({ list }) => list !== undefined)
  const failures: string[] = []
  for (const operation of lists) {
    try {
      const call = callOf(operation, addresses['by key']!(clientOf(operation), operation.address))
      const options = fromTheStart(composed(operation))
      const [first] = await take(call.pages(options), 10)
      expect(await take(call.items(options), 10)).toEqual(at((first as Result<unknown>).data, operation.list!.items))
    } catch (error) {
      failures.push(`${operation.method} ${operation.address}: ${reason(error)}`)
    }
  }
  expect(failures.join('\n\n')).toBe('')
  expect(lists.length).toBeGreaterThan(60)
})

/** Removes the parameters that say where a list begins. */
function fromTheStart({ options, operation: { list } }: ComposedCall): object {
  const place = list!.in
  const where = new Set([list!.offset, list!.page, list!.cursor])
  const fields = Object.entries(options[place] ?? {}).filter(([name]) => !where.has(name))
  return { ...options, [place]: Object.fromEntries(fields) }
}

async function take(items: AsyncIterable<unknown>, most: number): Promise<unknown[]> {
  const taken: unknown[] = []
  for await (const item of items) if (taken.push(item) === most) break
  return taken
}

function at(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Node)[name], data)
}

describe('an answer that was altered on its way is refused', () => {
  /** One signed operation for each kind of answer. */
  const samples = [...Map.groupBy(spec.operations.filter(isSigned), kindOf)].map(
    ([kind, [first]]) => [kind, first!] as const,
  )

  test.each(samples)('%s', async (_, operation) => {
    const call = composed(operation)
    const node = addresses['by key']!(clientOf(operation), operation.address)
    world.forge(flipped)
    const error: unknown = await callOf(operation, node)(call.options).catch((thrown: unknown) => thrown)
    world.forge()
    const cause = error instanceof OutcomeUnknownError ? error.cause : error
    // Decompression may fail before the signature is checked.
    expect(cause instanceof VerificationError || cause instanceof MalformedResponseError, String(cause)).toBe(true)
  })

  test('there is one of each kind', () => {
    expect(samples.map(([kind]) => kind)).toEqual(
      expect.arrayContaining(['v3 json', 'v3 empty', 'v3 text, digest', 'v2 xml']),
    )
  })
})

function isSigned({ address, response, unsigned, redirect }: Operation): boolean {
  if (!address.startsWith('v2/')) return !unsigned
  return !redirect && response.kind === 'xml' && response.schema?.properties?.['sign'] !== undefined
}

function kindOf({ address, response, signsDigest }: Operation): string {
  return `${address.split('/')[0] === 'v2' ? 'v2' : 'v3'} ${response.kind}${signsDigest ? ', digest' : ''}`
}

/** Flips one bit of the body, or of the signature where there is no body. */
function flipped(response: TransportResponse): TransportResponse {
  const { body, headers } = response
  if (body.length === 0) {
    const signature = Buffer.from(headers['wechatpay-signature'] ?? '', 'base64')
    signature[100]! ^= 1
    return { ...response, headers: { ...headers, 'wechatpay-signature': signature.toString('base64') } }
  }
  const altered = Uint8Array.from(body)
  // Picks a letter inside a value, so that the answer still parses.
  const at = altered.findLastIndex((byte, index) => index < altered.length - 20 && byte > 0x40 && byte < 0x7a)
  altered[Math.max(at, 0)]! ^= 1
  return { ...response, body: altered }
}
