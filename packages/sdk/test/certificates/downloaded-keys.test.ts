import { describe, expect, test } from 'vitest'
import type { ParsedCertificate } from '../../src/crypto/keys/key-material.ts'
import type { CertificateStore } from '../../src/platform/certificate-store.ts'
import { DownloadedKeys, type CertificateSource } from '../../src/certificates/downloaded-keys.ts'
import type { PlatformKey } from '../../src/platform/platform-keys.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 2, 1)
const OLD = 'A'.repeat(40)
const NEW = 'B'.repeat(40)
const NEVER = 'C'.repeat(40)

/** A platform that counts downloads. A body lists serials, each followed by its lifetime in hours. */
class Platform {
  now = START
  serving: readonly string[] = [`${OLD}:1000`]
  downloads = 0
  fails = false
  errors: unknown[] = []

  ring(more: Partial<CertificateSource> = {}): DownloadedKeys {
    return new DownloadedKeys({
      mchid: '1900000109',
      given: [],
      store: undefined,
      download: async () => {
        this.downloads++
        if (this.fails) throw new Error('no connection')
        return JSON.stringify(this.serving)
      },
      open: async (body) =>
        (JSON.parse(body) as string[])
          .map((text) => text.split(':') as [string, string])
          .map(([serial, hours]) => ({ serial, notAfter: START + Number(hours) * HOUR }) as ParsedCertificate),
      keyOf: ({ serial }) => key(serial),
      onError: (error) => this.errors.push(error),
      now: () => this.now,
      ...more,
    })
  }
}

function key(serial: string): PlatformKey {
  return { serial } as PlatformKey
}

class MemoryStore implements CertificateStore {
  readonly texts = new Map<string, string>()

  async read(mchid: string): Promise<string | undefined> {
    return this.texts.get(mchid)
  }

  async write(mchid: string, text: string): Promise<void> {
    this.texts.set(mchid, text)
  }
}

describe('the first use', () => {
  test('waits for one download, however many ask at once', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await Promise.all([ring.ready(), ring.ready(), ring.ready(), ring.learn(OLD)])
    expect(platform.downloads).toBe(1)
    expect(ring.preferred.serial).toBe(OLD)
    expect(ring.ready()).toBeUndefined()
  })

  test('fails like the download, and does not ask again at once', async () => {
    const platform = new Platform()
    platform.fails = true
    const ring = platform.ring()
    await expect(ring.ready()).rejects.toThrow('no connection')
    await expect(ring.ready()).rejects.toThrow('no connection')
    expect(platform.downloads).toBe(1)
    platform.now += 1_000
    platform.fails = false
    await ring.ready()
    expect(ring.serials).toEqual([OLD])
  })

  test('waits for nothing where a key was given, which stays the preferred one', async () => {
    const platform = new Platform()
    const ring = platform.ring({ given: [key('PUB_KEY_ID_1')] })
    expect(ring.ready()).toBeUndefined()
    expect(platform.downloads).toBe(0)
    expect((await ring.learn(OLD))?.serial).toBe(OLD)
    expect(ring.preferred.serial).toBe('PUB_KEY_ID_1')
  })
})

describe('a refresh', () => {
  test('happens behind the back of calls while the keys hold', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.serving = [`${NEW}:2000`, `${OLD}:1000`]
    platform.now += 10 * HOUR
    expect(ring.ready()).toBeUndefined()
    await ring.learn(NEW)
    expect(platform.downloads).toBe(2)
    expect(ring.serials).toEqual([NEW, OLD])
  })

  test('that fails leaves the keys, is reported, and pauses longer each time', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.fails = true
    platform.now += 10 * HOUR
    let asked = 0
    for (let second = 0; second < 300; second++) {
      void ring.ready()
      await Promise.resolve().then(() => undefined)
      await new Promise(setImmediate)
      platform.now += 1_000
    }
    asked = platform.downloads - 1
    // Waits 1, 2, 4, 8, 16 and 32 seconds, then a minute each time.
    expect(asked).toBe(10)
    expect(platform.errors).toHaveLength(asked)
    expect(ring.preferred.serial).toBe(OLD)
  })

  test('is waited for once every certificate has expired', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.now += 1_000 * HOUR
    expect(ring.find(OLD)).toBeUndefined()
    platform.serving = [`${NEW}:2000`]
    await ring.ready()
    expect(ring.serials).toEqual([NEW])
  })
})

describe('an unknown serial', () => {
  test('is learned from one download', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.serving = [`${NEW}:2000`, `${OLD}:1000`]
    const found = await Promise.all([ring.learn(NEW), ring.learn(NEW), ring.learn(NEW)])
    expect(found.map((one) => one?.serial)).toEqual([NEW, NEW, NEW])
    expect(platform.downloads).toBe(2)
  })

  test('that does not exist cannot make us ask in a loop, whatever it is called', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    for (let at = 0; at < 1_000; at++) {
      expect(await ring.learn(at.toString(16).toUpperCase().padStart(40, 'F'))).toBeUndefined()
      platform.now += 60
    }
    expect(platform.downloads).toBeLessThanOrEqual(7)
  })

  test('stays unknown when nothing can be fetched; that is reported', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.fails = true
    expect(await ring.learn(NEW)).toBeUndefined()
    expect(platform.errors).toMatchObject([{ message: 'no connection' }])
  })

  test('that exists is still learned after a flood, within a minute', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    for (let at = 0; at < 100; at++) {
      await ring.learn(NEVER)
      platform.now += 5_000
    }
    platform.serving = [`${NEW}:2000`, `${OLD}:1000`]
    platform.now += 60_000
    expect((await ring.learn(NEW))?.serial).toBe(NEW)
  })

  test('of a public key is never asked for', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    expect(await ring.learn('PUB_KEY_ID_0110000000002024')).toBeUndefined()
    expect(platform.downloads).toBe(0)
  })
})

describe('a store', () => {
  test('spares the second process its download', async () => {
    const platform = new Platform()
    const store = new MemoryStore()
    await platform.ring({ store }).ready()
    const second = platform.ring({ store })
    await second.ready()
    expect(platform.downloads).toBe(1)
    expect(second.serials).toEqual([OLD])
  })

  test('tells of a rotation that another process has seen', async () => {
    const platform = new Platform()
    const store = new MemoryStore()
    const [one, other] = [platform.ring({ store }), platform.ring({ store })]
    await one.ready()
    await other.ready()
    platform.serving = [`${NEW}:2000`, `${OLD}:1000`]
    platform.now += 1_000
    await one.learn(NEW)
    expect(platform.downloads).toBe(2)
    expect((await other.learn(NEW))?.serial).toBe(NEW)
    expect(platform.downloads).toBe(2)
  })

  test.each(['', 'half of a {', '{"fetchedAt":"now"}', 'null'])('holding %j is as good as empty', async (text) => {
    const platform = new Platform()
    const store = new MemoryStore()
    store.texts.set('1900000109', text)
    await platform.ring({ store }).ready()
    expect(platform.downloads).toBe(1)
    expect(platform.errors).toEqual([])
  })

  test('that fails is reported and done without', async () => {
    const platform = new Platform()
    const broken = new Error('store is down')
    const ring = platform.ring({ store: { read: () => Promise.reject(broken), write: () => Promise.reject(broken) } })
    await ring.ready()
    expect(ring.serials).toEqual([OLD])
    expect(platform.errors).toEqual([broken, broken])
  })

  test('with something old does not count', async () => {
    const platform = new Platform()
    const store = new MemoryStore()
    await platform.ring({ store }).ready()
    platform.now += 11 * HOUR
    await platform.ring({ store }).ready()
    expect(platform.downloads).toBe(2)
  })
})

describe('a clock that is set back', () => {
  test('does not stop refreshes', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    platform.now -= 24 * HOUR
    expect(ring.ready()).toBeUndefined()
    await expect.poll(() => platform.downloads).toBe(2)
  })

  test('does not prolong a pause', async () => {
    const platform = new Platform()
    const ring = platform.ring()
    await ring.ready()
    await ring.learn(NEVER)
    platform.now -= HOUR
    platform.serving = [`${NEW}:1000`]
    expect(await ring.learn(NEW)).toMatchObject({ serial: NEW })
  })

  test('as is one that was ahead when it filled the store', async () => {
    const [platform, store] = [new Platform(), new MemoryStore()]
    platform.now += 10_000 * HOUR
    await platform.ring({ store }).ready()
    platform.now = START
    await platform.ring({ store }).ready()
    expect(platform.downloads).toBe(2)
  })
})

test('a serial that is asked for during a refresh out of the store is looked for at WeChat Pay too', async () => {
  const [platform, store] = [new Platform(), new MemoryStore()]
  const [ring, another] = [platform.ring({ store }), platform.ring({ store })]
  await ring.ready()
  platform.now += 11 * HOUR
  await another.ready()
  platform.serving = [`${NEW}:1000`, `${OLD}:1000`]
  void ring.ready()
  expect(await ring.learn(NEW)).toMatchObject({ serial: NEW })
  expect(platform.downloads).toBe(3)
})
