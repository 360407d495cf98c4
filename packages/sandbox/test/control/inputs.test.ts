import { afterAll, beforeAll, expect, test } from 'vitest'
import { ControlError, type Sandbox, createSandbox } from '../../src/index.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ port: false })
})
afterAll(() => sandbox.close())

const nonsense = { nonsense: 1 }
/**
 * Wrong arguments of every command, each beside right ones. A command that takes none has no entry of its own, and a new
 * one that takes some needs one.
 */
const wrong: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  addFault: [[nonsense], [{ target: 'api', kind: 'melt' }], []],
  advance: [['5'], [-1], [Number.MAX_SAFE_INTEGER], []],
  agenda: [[nonsense], [{ limit: '5' }], [{ limit: 0 }], [{ product: 5 }], [null]],
  'bills.make': [[5], ['yesterday']],
  checkLedger: [],
  clearFaults: [[5], ['\0']],
  clock: [],
  confirm: [['N1', nonsense], ['N1', { openid: 5 }], [5], ['\0']],
  'coupons.get': [[5], ['\0'], []],
  'coupons.give': [[nonsense], [{ amount: '5' }], []],
  'coupons.page': [[nonsense], [{ states: 'SENDED' }], [{ states: ['LOST'] }], [{ limit: 0 }]],
  'coupons.stocks': [[nonsense], [{ limit: 0 }], [{ cursor: 5 }]],
  decline: [[5], ['\0']],
  deliveries: [[nonsense], [{ outOrderNo: 5 }]],
  delivery: [[5], ['\0']],
  deliveryPage: [[nonsense], [{ limit: 201 }], [{ cursor: 5 }]],
  dropCertificate: [[5], []],
  endpoints: [],
  faults: [],
  freeze: [],
  happenings: [[nonsense], [{ limit: 1.5 }]],
  notify: [['REFUND.CLOSED', 5], ['REFUND.CLOSED', {}, nonsense], [5]],
  order: [[5], ['\0'], []],
  orderPage: [[nonsense], [{ states: ['LOST'] }], [{ outOrderNos: [] }]],
  orders: [['5'], [0]],
  pay: [[5], ['\0']],
  'payments.authCode': [[{ outcome: 'paid' }], [nonsense], [null], ['x']],
  'payments.coupons': [['N1', nonsense], ['N1', { bankType: 5 }], ['N1', { combined: 'true' }], [5]],
  'payments.get': [[5], ['\0'], ['N1', { combined: 'true' }], ['N1', nonsense]],
  'payments.launch': [[5], [{ appId: 5 }], []],
  'payments.page': [[nonsense], [{ payable: 'true' }], [{ states: ['LOST'] }], [{ limit: 0 }]],
  'payments.pay': [['N1', { outcome: 'zzz' }], ['N1', { outcome: 5 }], ['N1', nonsense], [5]],
  'payments.payByCodeUrl': [
    ['weixin://wxpay/bizpayurl?pr=a', { outcome: 'zzz' }],
    ['weixin://wxpay/bizpayurl?pr=a', nonsense],
    [5],
  ],
  'payments.scan': [[5], ['https://a/b'], []],
  platform: [],
  'refunds.byHand': [[nonsense], [{ refund: '5' }], []],
  'refunds.decide': [['N1', { outcome: 'zzz' }], ['N1'], ['N1', { outcome: 'success', delayMs: -1 }]],
  'refunds.get': [[5], ['\0']],
  'refunds.page': [[nonsense], [{ states: ['LOST'] }], [{ limit: 0 }]],
  balances: [],
  replay: [[5], ['\0']],
  requests: [[nonsense], [{ limit: 0 }]],
  reset: [],
  resume: [],
  rotateCertificate: [[nonsense], [{ successorPercent: 101 }]],
  setBalance: [[nonsense], [{ available: '5' }], []],
  setClock: [['x'], [9e15], [-1], []],
  setEndpoint: [[nonsense], [{ url: 5 }], []],
  setPlatform: [[nonsense], [{ mode: 'zzz' }], []],
  setStanding: [[nonsense], [{ restricted: 'yes' }], []],
  setUser: [['o1', { wallet: 'none' }], ['o1', nonsense], [5, {}], ['o1']],
  settle: [],
  standing: [],
  stopMoves: [],
  topUp: [[nonsense], [{ amount: '5' }], []],
  unfreeze: [],
  user: [[5], ['a b'], []],
  users: [[nonsense], [{ limit: '5' }], [null]],
}

type Command = (...args: readonly unknown[]) => Promise<unknown>

/** The commands of an object and of its classes, those of its objects included. */
function commandsOf(object: object, path = ''): Map<string, Command> {
  const found = new Map<string, Command>()
  for (let owner = object; owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const member: unknown = object[name as keyof typeof object]
      if (name === 'constructor') continue
      if (typeof member === 'function') found.set(path + name, member.bind(object) as Command)
      else if (typeof member === 'object' && member !== null)
        for (const [inner, command] of commandsOf(member, `${path}${name}.`)) found.set(inner, command)
    }
  }
  return found
}

test('every command of a program has its wrong arguments here', () => {
  expect([...commandsOf(sandbox.control).keys()].toSorted()).toEqual(Object.keys(wrong).toSorted())
})

test('the clock refuses what it cannot reach, and options that do not exist', async () => {
  const { clock } = sandbox
  for (const far of [Number.MAX_SAFE_INTEGER, 8_640_000_000_000_000, -1, '5', undefined]) {
    await expect(clock.advance(far as number)).rejects.toThrow(/must be a whole number of milliseconds/)
  }
  await expect(clock.set(9e15)).rejects.toThrow(RangeError)
  await expect(clock.advance(0, nonsense as object)).rejects.toMatchObject({ field: 'nonsense' })
  await expect(clock.set(0, { signal: 5 as never })).rejects.toMatchObject({ field: 'signal' })
  await expect(sandbox.control.advance(0, { onProgress: 5 as never })).rejects.toMatchObject({ field: 'onProgress' })
  expect(await clock.advance(0)).toMatchObject({ ran: [] })
})

test('every command refuses them as its route does, and names what is wrong', async () => {
  const commands = commandsOf(sandbox.control)
  const taken: string[] = []
  for (const [name, lists] of Object.entries(wrong)) {
    for (const args of lists) {
      const call = `${name}(${JSON.stringify(args)})`
      try {
        await commands.get(name)?.(...args)
        taken.push(call)
      } catch (error) {
        const isRefusal = error instanceof ControlError && error.status === 400 && error.message !== ''
        if (!isRefusal) taken.push(`${call}: ${String(error)}`)
      }
    }
  }
  expect(taken).toEqual([])
})
