import { describe, expect, test } from 'vitest'
import { AbortedError, MalformedResponseError, RequestError, WechatPay } from '../../src/index.ts'
import { listItems, listPages, type ListCaller } from '../../src/lists/list-pages.ts'
import type { ListFacts } from '../../src/generated/extensions.ts'
import { answer, isSignedByMerchant, SigningServer, type Behaviour } from '../helpers/signing-server.ts'

type Options = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const address = { path: 'v3/things' }

/** A server that keeps a list and records its requests. */
function serverOf(list: Partial<ListFacts>, answer: (fields: Readonly<Record<string, unknown>>) => unknown) {
  const asked: Options[] = []
  const place = list.in ?? 'query'
  const caller: ListCaller = {
    find: () =>
      Promise.resolve({
        operation: 'GET v3/things',
        facts: {
          method: 'GET',
          version: 'v3',
          signer: 'merchant',
          wirePath: '/v3/things',
          body: 'none',
          response: 'json',
          retry: 'safe',
          list: { items: 'data', in: place, ...list },
        },
      }),
    call(_, __, options) {
      asked.push(options as Options)
      return Promise.resolve({ data: answer((options as Options)[place]!), status: 200, headers: {}, requestId: 'r' })
    },
  }
  return {
    asked: (): unknown[] => asked.map((options) => options[place]),
    options: asked,
    items: (options?: unknown) => listItems(caller, 'GET', address, options),
    pages: (options?: unknown) => listPages(caller, 'GET', address, options),
  }
}

const things = Array.from({ length: 25 }, (_, i) => ({ id: i }))
const slice = (from: number, length: number): object[] => things.slice(from, from + length)
const byOffset = { offset: 'offset', limit: 'limit', maxLimit: 10 }
async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('by offset', () => {
  test('asks for the largest pages up to the total, and no further', async () => {
    const server = serverOf({ ...byOffset, total: 'total_count' }, ({ offset, limit }) => ({
      data: slice(offset as number, limit as number),
      total_count: 25,
    }))
    expect(await collect(server.items({ query: { state: 'A' }, timeoutMs: 5 }))).toEqual(things)
    expect(server.asked()).toEqual([0, 10, 20].map((offset) => ({ state: 'A', offset, limit: 10 })))
    expect(server.options.every(({ timeoutMs }) => (timeoutMs as unknown) === 5)).toBe(true)
  })

  test('begins where the caller says, with pages of the caller’s size', async () => {
    const server = serverOf({ ...byOffset, total: 'total_count' }, ({ offset, limit }) => ({
      data: slice(offset as number, limit as number),
      total_count: 25,
    }))
    const given = Object.freeze({ query: Object.freeze({ offset: 18, limit: 5 }) })
    expect(await collect(server.items(given))).toEqual(things.slice(18))
    expect(server.asked()).toEqual([
      { offset: 18, limit: 5 },
      { offset: 23, limit: 5 },
    ])
  })

  test('does not miss items where pages are shorter than asked for, while there is a total', async () => {
    const server = serverOf({ ...byOffset, total: 'total_count' }, ({ offset }) => ({
      data: slice(offset as number, 4),
      total_count: 25,
    }))
    expect(await collect(server.items())).toEqual(things)
  })

  test('without a total, ends at a short page', async () => {
    const server = serverOf(byOffset, ({ offset, limit }) => ({ data: slice(offset as number, limit as number) }))
    expect(await collect(server.items())).toEqual(things)
    expect(server.asked()).toHaveLength(3)
  })

  test('knows a size that is documented as a text', async () => {
    const server = serverOf(byOffset, ({ offset, limit }) => ({ data: slice(offset as number, Number(limit)) }))
    expect(await collect(server.items({ query: { limit: '20' } }))).toEqual(things)
    expect(server.asked()).toEqual([0, 20].map((offset) => ({ offset, limit: '20' })))
  })

  test('ends at an empty page: of an empty list, of one that left the array out, of one that shrank', async () => {
    const empty = serverOf(byOffset, () => ({ data: [] }))
    expect(await collect(empty.items())).toEqual([])
    const none = serverOf({ ...byOffset, total: 'total_count' }, () => ({ total_count: 0 }))
    expect(await collect(none.items())).toEqual([])
    const shrank = serverOf({ ...byOffset, total: 'n' }, ({ offset }) => ({
      data: offset === 0 ? slice(0, 10) : [],
      n: 25,
    }))
    expect(await collect(shrank.items())).toEqual(things.slice(0, 10))
    expect([empty, none, shrank].map((server) => server.asked().length)).toEqual([1, 1, 2])
  })

  test('refuses to go on for ever where the offset is ignored', async () => {
    const server = serverOf(byOffset, () => ({ data: slice(0, 10) }))
    await expect(collect(server.items())).rejects.toThrow(MalformedResponseError)
    expect(server.asked()).toHaveLength(2)
  })
})

describe('by page', () => {
  test.each([1, 0])('counts pages from %i, in the body', async (firstPage) => {
    const server = serverOf(
      { items: 'result.list', in: 'json', page: 'page_num', firstPage, limit: 'size', maxLimit: 10, total: 'result.n' },
      ({ page_num, size }) => ({
        result: { list: slice(((page_num as number) - firstPage) * (size as number), size as number), n: 25 },
      }),
    )
    expect(await collect(server.items({ json: { a: 1 } }))).toEqual(things)
    expect(server.asked()).toEqual([0, 1, 2].map((n) => ({ a: 1, page_num: firstPage + n, size: 10 })))
    expect(await collect(server.items({ json: { page_num: firstPage + 2 } }))).toEqual(things.slice(20))
    expect(server.asked()).toHaveLength(4)
  })

  test('begins at a page without a known size', async () => {
    const server = serverOf({ page: 'page', total: 'n' }, ({ page }) => ({
      data: slice(((page as number) - 1) * 10, 10),
      n: 25,
    }))
    expect(await collect(server.items({ query: { page: 2 } }))).toEqual(things.slice(10))
  })
})

describe('by cursor', () => {
  const byCursor = { cursor: 'page_token', next: 'next_page_token', limit: 'page_size', maxLimit: 10 }

  test('follows the cursors, through an empty page too', async () => {
    const answers: Record<string, object> = {
      undefined: { data: slice(0, 10), next_page_token: 'a' },
      a: { data: [], next_page_token: 'b' },
      b: { data: slice(10, 15), next_page_token: '' },
    }
    const server = serverOf(byCursor, ({ page_token }) => answers[String(page_token)])
    expect(await collect(server.items())).toEqual(things)
    expect(server.asked()).toEqual([
      { page_size: 10 },
      { page_size: 10, page_token: 'a' },
      { page_size: 10, page_token: 'b' },
    ])
  })

  test.each([undefined, null, ''])('ends at the cursor %j', async (next) => {
    const server = serverOf(byCursor, () => ({ data: things, next_page_token: next }))
    expect(await collect(server.items())).toEqual(things)
  })

  test('refuses the same cursor twice, and pages without items for ever', async () => {
    const circle = serverOf(byCursor, ({ page_token }) => ({
      data: things,
      next_page_token: page_token === 'a' ? 'b' : 'a',
    }))
    await expect(collect(circle.items())).rejects.toThrow(/same cursor/)
    expect(circle.asked()).toHaveLength(3)
    let n = 0
    const endless = serverOf(byCursor, () => ({ data: [], next_page_token: n++ }))
    await expect(collect(endless.items())).rejects.toThrow(MalformedResponseError)
  })
})

describe('any list', () => {
  const server = () =>
    serverOf({ ...byOffset, total: 'total_count' }, ({ offset, limit }) => ({
      data: slice(offset as number, limit as number),
      total_count: 25,
    }))

  test('hands whole answers out as pages', async () => {
    const pages = await collect(server().pages())
    expect(pages.map(({ data, requestId }) => [(data as { data: unknown[] }).data.length, requestId])).toEqual([
      [10, 'r'],
      [10, 'r'],
      [5, 'r'],
    ])
  })

  test('is asked for nothing before it is read, and for nothing after it is left', async () => {
    const { items, asked } = server()
    const unread = items()
    expect(asked()).toEqual([])
    for await (const item of unread) if ((item as { id: number }).id === 9) break
    expect(asked()).toHaveLength(1)
  })

  test('refuses a place to begin with that is no number, and an answer without a list', async () => {
    await expect(collect(server().items({ query: { offset: 'next' } }))).rejects.toThrow(RequestError)
    const other = serverOf(byOffset, () => ({ data: { id: 1 } }))
    await expect(collect(other.items())).rejects.toThrow(MalformedResponseError)
  })
})

describe('a client', () => {
  const query = { begin_date: '2026-03-01', end_date: '2026-03-02' }
  const page = (ids: readonly string[]): Behaviour =>
    answer({ data: ids.map((complaint_id) => ({ complaint_id })), total_count: 3 })

  test('reads a list of the spec, every page a signed call', async () => {
    await using server = await SigningServer.start()
    const wxpay = new WechatPay(server.options())
    server.next(page(['a', 'b']), page(['c']))
    const ids: unknown[] = []
    for await (const { complaint_id } of wxpay.v3.merchantService.complaintsV2.get.items({
      query: { ...query, limit: 2 },
    }))
      ids.push(complaint_id)
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(server.received.map(({ target }) => new URL(target, server.url).searchParams.get('offset'))).toEqual([
      '0',
      '2',
    ])
    expect(await Promise.all(server.received.map(isSignedByMerchant))).toEqual([true, true])
    wxpay.close()
  })

  test('gives a list up with its signal, between two pages too', async () => {
    await using server = await SigningServer.start()
    const wxpay = new WechatPay(server.options())
    const controller = new AbortController()
    server.next(page(['a', 'b']))
    const items = wxpay.v3.merchantService.complaintsV2.getAsync.items({ query, signal: controller.signal })
    const ids: unknown[] = []
    const reading = (async () => {
      for await (const { complaint_id } of items) {
        ids.push(complaint_id)
        controller.abort()
      }
    })()
    await expect(reading).rejects.toThrow(AbortedError)
    expect([ids, server.received.length]).toEqual([['a', 'b'], 1])
    wxpay.close()
  })

  test('refuses a query that is no object, and sends nothing', async () => {
    await using server = await SigningServer.start()
    const operation = new WechatPay(server.options()).v3.merchantService.complaintsV2.get as unknown as ListLike
    for (const given of ['limit=5', 5, []])
      await expect(collect(operation.items({ query: given }))).rejects.toMatchObject({
        name: 'RequestError',
        field: 'query',
        message: expect.stringContaining('query: expected an object, received') as string,
      })
    expect(server.received).toHaveLength(0)
  })

  test('says that an operation is no list, and sends nothing', async () => {
    await using server = await SigningServer.start()
    const operation = new WechatPay(server.options()).chain('v3/bill/tradebill').get as unknown as ListLike
    await expect(collect(operation.items({ query: { bill_date: '2026-03-01' } }))).rejects.toThrow(
      /not documented as a list/,
    )
    await expect(collect(operation.pages())).rejects.toThrow(RequestError)
    expect(server.received).toHaveLength(0)
  })
})

interface ListLike {
  items(options?: unknown): AsyncIterable<unknown>
  pages(options?: unknown): AsyncIterable<unknown>
}
