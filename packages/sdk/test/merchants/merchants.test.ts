import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError, WechatPay, type WechatPayOptions } from '../../src/index.ts'
import { Merchants, type MerchantsOptions } from '../../src/merchants/index.ts'
import { answer, SigningServer } from '../helpers/signing-server.ts'

const A = '1900000001'
const B = '1900000002'
const C = '1900000003'

/** A loader that records the merchants it loaded. */
function loader(more: Partial<WechatPayOptions> = {}) {
  const loaded: string[] = []
  const { merchant, platform } = SigningServer.prototype.options()
  const load: MerchantsOptions['load'] = async (mchid) => {
    loaded.push(mchid)
    return { mchid, merchant, platform, ...more }
  }
  return { loaded, load }
}

describe('Merchants', () => {
  test('makes a client once, however many ask at once', async () => {
    const { loaded, load } = loader()
    const merchants = new Merchants({ load })
    const clients = await Promise.all([merchants.get(A), merchants.get(A), merchants.get(B), merchants.get(A)])
    expect(loaded).toEqual([A, B])
    expect(clients[0]).toBe(clients[1])
    expect(clients.map(({ mchid }) => mchid)).toEqual([A, A, B, A])
    expect(clients[0]).toBeInstanceOf(WechatPay)
  })

  test('lets go of the one longest not asked for, which goes on working', async () => {
    await using server = await SigningServer.start(answer({}))
    const { loaded, load } = loader({ baseUrl: server.url })
    const merchants = new Merchants({ load, maxSize: 2 })
    const a = await merchants.get(A)
    await merchants.get(B)
    await merchants.get(A)
    await merchants.get(C)
    expect(merchants.size).toBe(2)
    await merchants.get(A)
    expect(loaded).toEqual([A, B, C])
    const b = await merchants.get(B)
    expect(loaded).toEqual([A, B, C, B])
    for (const client of [a, b]) await client.v3.certificates.get()
    merchants.close()
  })

  test('all share their connections', async () => {
    await using server = await SigningServer.start(answer({}))
    const merchants = new Merchants({ load: loader({ baseUrl: server.url }).load })
    for (const mchid of [A, B, C]) await (await merchants.get(mchid)).v3.certificates.get()
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 1, 1])
    expect(server.received[2]?.headers.authorization).toContain(`mchid="${C}"`)
    merchants.close()
  })

  test('options that bring a transport keep it', async () => {
    const sent: string[] = []
    const fetch = async (input: unknown) => (sent.push(String(input)), new Response(null, { status: 500 }))
    const merchants = new Merchants({ load: loader({ fetch, maxRetries: 0 }).load })
    await (await merchants.get(A)).v3.certificates.get().catch(() => undefined)
    expect(sent).toEqual(['https://api.mch.weixin.qq.com/v3/certificates'])
  })

  test('loads anew when the time is over', async () => {
    const { loaded, load } = loader()
    let now = 1_000
    const merchants = new Merchants({ load, ttlMs: 500, clock: { now: () => now } })
    const first = await merchants.get(A)
    now = 1_499
    expect(await merchants.get(A)).toBe(first)
    now = 1_500
    expect(await merchants.get(A)).not.toBe(first)
    expect(loaded).toEqual([A, A])
  })

  test('refresh loads anew, and a load that was under way does not come back', async () => {
    const { load } = loader()
    const waiting: (() => void)[] = []
    const merchants = new Merchants({
      load: async (mchid) => {
        await new Promise<void>((go) => waiting.push(go))
        return load(mchid)
      },
    })
    const [old, fresh] = [merchants.get(A), merchants.refresh(A)]
    waiting[1]!()
    const client = await fresh
    waiting[0]!()
    expect(await old).not.toBe(client)
    expect(await merchants.get(A)).toBe(client)
  })

  test('a load that failed is not remembered, and does not undo a newer one', async () => {
    const { load } = loader()
    const fail: ((error: Error) => void)[] = []
    let broken = true
    const merchants = new Merchants({
      load: (mchid) => (broken ? new Promise((_, reject) => void fail.push(reject)) : load(mchid)),
    })
    const first = merchants.get(A)
    const second = merchants.get(A)
    broken = false
    const fresh = await merchants.refresh(A)
    fail[0]!(new Error('no such database'))
    await expect(first).rejects.toThrow('no such database')
    await expect(second).rejects.toThrow('no such database')
    expect(await merchants.get(A)).toBe(fresh)
    broken = true
    const third = merchants.get(B)
    fail[1]!(new Error('again'))
    await expect(third).rejects.toThrow('again')
    expect(merchants.size).toBe(1)
    broken = false
    expect((await merchants.get(B)).mchid).toBe(B)
  })

  test('refuses options of another merchant, and what is no merchant number, without loading', async () => {
    const { loaded, load } = loader({ mchid: B })
    const merchants = new Merchants({ load })
    await expect(merchants.get(A)).rejects.toThrow(`expected options of ${A}, load answered with ${B}`)
    await expect(merchants.get('../A')).rejects.toThrow(ConfigError)
    expect(loaded).toEqual([A])
    const empty = new Merchants({ load: async () => undefined as unknown as WechatPayOptions })
    await expect(empty.get(A)).rejects.toThrow('load answered with nothing')
  })

  test('refuses options that are wrong', () => {
    const { load } = loader()
    expect(() => new Merchants({ load: 1 } as unknown as MerchantsOptions)).toThrow('load: expected a function')
    expect(() => new Merchants({ load, maxSize: 0 })).toThrow('maxSize')
    expect(() => new Merchants({ load, ttlMs: -1 })).toThrow('ttlMs')
  })

  test('close lets everything go; asking again makes it anew', async () => {
    const { loaded, load } = loader()
    let closed = 0
    const transport = { send: () => Promise.reject(new Error('unused')), close: () => void closed++ }
    const merchants = new Merchants({ load, transport })
    await merchants.get(A)
    merchants.close()
    expect([merchants.size, closed]).toEqual([0, 1])
    await merchants.get(A)
    expect(loaded).toEqual([A, A])
  })
})

test('property: the clients kept are those last asked for, and each is its merchant', async () => {
  const mchids = ['1900000001', '1900000002', '1900000003', '1900000004', '1900000005']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...mchids), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (asked, maxSize) => {
        const { loaded, load } = loader()
        const merchants = new Merchants({ load, maxSize })
        let kept: string[] = []
        const expected: string[] = []
        for (const mchid of asked) {
          if (!kept.includes(mchid)) expected.push(mchid)
          kept = [...kept.filter((one) => one !== mchid), mchid].slice(-maxSize)
          expect((await merchants.get(mchid)).mchid).toBe(mchid)
        }
        expect(loaded).toEqual(expected)
        expect(merchants.size).toBe(kept.length)
      },
    ),
    { numRuns: 30 },
  )
})
