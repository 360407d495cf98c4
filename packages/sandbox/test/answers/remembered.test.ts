import { beforeAll, describe, expect, test } from 'vitest'
import { type Operation, schemaFields } from '../../../codegen/src/index.ts'
import { answerUnplayed } from '../../src/kernel/answers/answer-unplayed.ts'
import type { Memories, Memory, MemoryKey } from '../../src/kernel/answers/memory.ts'
import type { Call } from '../../src/kernel/protocol/call.ts'
import type { Reply } from '../../src/kernel/protocol/reply.ts'
import { Refused } from '../../src/kernel/protocol/refused.ts'
import { operationAnswers } from '../../src/index.ts'
import { merchant } from '../routes/merchant.ts'
import { type Described, NOW, bareCall, everyOperation, fullCall } from './requests.ts'

type Json = Readonly<Record<string, unknown>>

/** Keeps records as text, as a database would. */
class MemoryList implements Memories {
  readonly #kept = new Map<string, string>()

  find(key: MemoryKey): Promise<Memory | undefined> {
    const kept = this.#kept.get(keyOf(key))
    return Promise.resolve(kept === undefined ? undefined : (JSON.parse(kept) as Memory))
  }

  async keep(memory: Memory): Promise<Memory> {
    const key = keyOf(memory)
    if (!this.#kept.has(key)) this.#kept.set(key, JSON.stringify(memory))
    return (await this.find(memory))!
  }
}

function keyOf({ mchid, kind, number }: MemoryKey): string {
  return [mchid, kind, number].join(' ')
}

let all: ReadonlyMap<string, Described>
/** Calls that create something, each with the query that the spec links to it. */
let creations: readonly (Described & { readonly query: Described })[]

beforeAll(async () => {
  all = new Map((await everyOperation()).map((one) => [one.operation.id, one]))
  creations = [...all.values()].flatMap((one) => {
    const { resolve } = one.documented
    return resolve && one.operation.memory?.part === 'creates'
      ? [{ ...one, query: all.get(resolve.operation.id)! }]
      : []
  })
})

/** Answers without any product, so that every call with a number is remembered. */
async function answered({ operation }: Described, call: Call, memories: Memories): Promise<Reply> {
  return answerUnplayed(operation, () => false, memories)(call)
}

async function refusal(reply: Promise<Reply>): Promise<string> {
  try {
    const { status } = await reply
    return `answered with ${status}`
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { status, code, message } = error.refusal
    return `${status} ${code} ${message}`
  }
}

/** Builds the query that the spec links to a call. */
function queryFor({ documented, query }: { documented: Operation; query: Described }, call: Call): Call {
  const sources: Json = { path: call.params, query: call.query, json: call.body, xml: call.body }
  const values = Object.entries(documented.resolve!.with).flatMap(([name, place]) => {
    const [where = '', field = ''] = place.split('.')
    const value = place.startsWith('=') ? place.slice(1) : (sources[where] as Json | undefined)?.[field]
    return value === undefined ? [] : [[name, asText(value)] as const]
  })
  const given = Object.fromEntries(values)
  const { path } = query.documented.parameters
  const isXml = query.documented.body.kind !== 'none'
  return {
    ...bareCall(query.documented),
    now: NOW + 60_000,
    params: Object.fromEntries(path.map(({ name }) => [name, given[name] ?? ''])),
    ...(isXml ? { body: given } : { query: given }),
  }
}

function problemsOf(check: (one: (typeof creations)[number]) => Promise<string | undefined>): Promise<string[]> {
  return Promise.all(
    creations.map(async (one) => {
      const problem = await check(one)
      return problem === undefined ? [] : [`${one.operation.id}: ${problem}`]
    }),
  ).then((lists) => lists.flat())
}

describe('every call with a number of the merchant’s and a query for it', () => {
  test('there are many', () => {
    expect(creations.length).toBeGreaterThan(150)
  })

  test('is found by its query, which tells what was sent, in a state in which nothing has happened', async () => {
    expect(
      await problemsOf(async (one) => {
        const memories = new MemoryList()
        const call = fullCall(one.documented)
        const made = await answered(one, call, memories)
        const reply = await answered(one.query, queryFor(one, call), memories)
        if (marks(made, reply).some((mark) => mark !== 'remembered')) return marks(made, reply).join(' and ')
        const told = contentOf(one.query, reply)
        const different = sentFields(one, call)
          .map(({ name, value }) => ({ name, value, is: told[name] }))
          .filter(({ value, is }) => is !== undefined && asText(is) !== asText(value))
        return different.length > 0 ? JSON.stringify(different) : undefined
      }),
    ).toEqual([])
  })

  test('has numbers of its own, the same in its answer and in that of its query', async () => {
    const numbers = new Map<string, string[]>()
    const problems = await problemsOf(async (one) => {
      const memories = new MemoryList()
      const call = fullCall(one.documented)
      const told = contentOf(one, await answered(one, call, memories))
      const asked = contentOf(one.query, await answered(one.query, queryFor(one, call), memories))
      const shared = Object.keys(told).filter((name) => /(?:_id|_no)$/.test(name) && typeof asked[name] === 'string')
      const encrypted = new Set([
        ...(one.operation.answer.encrypt ?? []),
        ...(one.query.operation.answer.encrypt ?? []),
      ])
      const other = shared.filter((name) => told[name] !== asked[name] && !encrypted.has(name))
      for (const name of shared) numbers.set(name, [...(numbers.get(name) ?? []), String(told[name])])
      return other.length > 0 ? other.join(', ') : undefined
    })
    expect(problems).toEqual([])
    expect(numbers.size).toBeGreaterThan(10)
  })

  test('gets the same answer when it is repeated, at another time too', async () => {
    expect(
      await problemsOf(async (one) => {
        const memories = new MemoryList()
        const call = fullCall(one.documented)
        const first = await answered(one, call, memories)
        const again = await answered(one, { ...call, now: NOW + 3_600_000 }, memories)
        const isEncrypted = one.operation.answer.encrypt !== undefined
        return isEncrypted || Buffer.from(first.body).equals(Buffer.from(again.body)) ? undefined : 'another answer'
      }),
    ).toEqual([])
  })

  test('is refused with other parameters, as its error table says, else as an invalid request', async () => {
    expect(
      await problemsOf(async (one) => {
        const memories = new MemoryList()
        const call = fullCall(one.documented)
        await answered(one, call, memories)
        const other = { ...call, body: { ...(call.body as Json), changed: 'changed' } }
        const told = await refusal(answered(one, other, memories))
        const rows = one.documented.errors.map(
          ({ status, code, message, meaning }) => `${status} ${code} ${message ?? meaning}`,
        )
        return rows.includes(told) || /^(?:400|200) INVALID_REQUEST /.test(told) ? undefined : told
      }),
    ).toEqual([])
  })

  test('cannot be found under another number, or by another merchant: the query’s own words say so', async () => {
    expect(
      await problemsOf(async (one) => {
        const memories = new MemoryList()
        const call = fullCall(one.documented)
        await answered(one, call, memories)
        const query = queryFor(one, call)
        const stranger = { ...query, merchant: { ...merchant, mchid: '1900000999' } }
        const changed = Object.fromEntries(
          one.operation.memory!.number.map((place) => [place.split('.')[1] ?? '', 'OTHER1']),
        )
        const other = queryFor(one, { ...call, body: { ...(call.body as Json), ...changed } })
        const told = [
          await refusal(answered(one.query, other, memories)),
          await refusal(answered(one.query, stranger, memories)),
        ]
        const { errors, address } = one.query.documented
        const rows = errors
          .filter(({ status, code }) => status === 404 || /NOT_?EXIST|NOT_?FOUND/.test(code))
          .map(({ status, code, message, meaning }) => `${status} ${code} ${message ?? meaning}`)
        const general = address.startsWith('v2/') ? /^200 (?:\w*NOTEXIST|NOT_FOUND) / : /^404 RESOURCE_NOT_EXISTS /
        const fits = (words: string): boolean => (rows.length > 0 ? rows.includes(words) : general.test(words))
        return told.every(fits) ? undefined : told.join(' and ')
      }),
    ).toEqual([])
  })
})

describe('what acts on something that was made', () => {
  test('is answered where it was, and refused where it was not', async () => {
    const acting = [...all.values()].filter(({ operation }) => operation.memory?.part === 'continues')
    expect(acting.length).toBeGreaterThan(40)
    const problems: string[] = []
    for (const one of acting) {
      const memory = one.operation.memory!
      const call = fullCall(one.documented)
      const number = memory.number.map((place) => {
        const [where = '', name = ''] = place.split('.')
        return String((where === 'path' ? call.params : (call.body as Json))[name])
      })
      const memories = new MemoryList()
      const unknown = await refusal(answered(one, call, memories))
      const made = {
        mchid: merchant.mchid,
        kind: memory.kind,
        number: number.join('/'),
        operation: 'x',
        said: {},
        at: NOW,
      }
      await memories.keep(made)
      const known = await refusal(answered(one, call, memories))
      if (
        known !== `answered with ${one.documented.response.status}` ||
        !/^(?:4\d\d|200) \w*NOT_?(?:EXIST|FOUND)/.test(unknown)
      )
        problems.push(`${one.operation.id}: ${unknown}, then ${known}`)
    }
    expect(problems).toEqual([])
  })
})

test('for each operation it is known which of the three answers it gets', async () => {
  const kinds = await operationAnswers()
  expect(Object.keys(kinds)).toHaveLength(all.size)
  expect(kinds).toMatchObject({ payafterOrderComplete: 'played', goldplanMerchantsChangegoldplanstatus: 'example' })
  expect(Object.values(kinds).filter((kind) => kind === 'remembered').length).toBeGreaterThan(100)
  // Operations whose query belongs to a product must not be remembered.
  const beside = [...all.values()].filter(
    ({ operation: { id, memory } }) => kinds[id] === 'remembered' && memory?.query && kinds[memory.query] === 'played',
  )
  expect(beside).toEqual([])
})

/** The value as text, as in a query, a path or XML. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function marks(...replies: readonly Reply[]): (string | undefined)[] {
  return replies.map(({ headers }) => headers['Sandbox-Answer'])
}

function contentOf({ documented }: Described, { body }: Reply): Json {
  const text = Buffer.from(body).toString()
  if (text === '') return {}
  if (documented.response.kind !== 'xml') return JSON.parse(text) as Json
  // Only fields that hold text; nested elements are skipped.
  const fields = [...text.matchAll(/<(\w+)><!\[CDATA\[(.*?)\]\]>/gs)].map(
    ([, name = '', value]) => [name, value] as const,
  )
  return Object.fromEntries(fields.toReversed())
}

/** Fields at the top of a call that its query returns too: texts and numbers without a state of their own. */
function sentFields(one: (typeof creations)[number], call: Call): { name: string; value: unknown }[] {
  const { own = [], encrypt = [], encryptPkcs1 = [], list } = one.query.operation.answer
  const fields = one.query.documented.response.schema ? schemaFields(one.query.documented.response.schema) : []
  const told = new Set(fields.filter(({ depth }) => depth === 0).map(({ name }) => name))
  // Excluded: totals that a list counts itself, times in another notation, objects in a text with another order.
  const except = new Set([...own, ...encrypt, ...encryptPkcs1, list?.total, 'nonce_str', 'sign', 'sign_type'])
  return Object.entries(call.body as Json)
    .filter(([name, value]) => told.has(name) && !except.has(name) && ['string', 'number'].includes(typeof value))
    .filter(([name, value]) => !/time|date/.test(name) && !String(value).startsWith('{'))
    .map(([name, value]) => ({ name, value }))
}
