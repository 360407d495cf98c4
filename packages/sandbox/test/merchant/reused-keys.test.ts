import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { KeyPair } from '../../src/kernel/merchant/certificate-authority.ts'
import { KeyStore } from '../../src/kernel/merchant/key-store.ts'
import { ReusedKeys } from '../../src/kernel/merchant/reused-keys.ts'
import { cacheFolder } from '../../src/kernel/store/folder/cache-folder.ts'
import { createSandbox } from '../../src/index.ts'

let folder: string
let made: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reused-keys-'))
  made = 0
})
afterEach(() => rm(folder, { recursive: true }))

/** The keys of one sandbox. Pairs differ only by a number. */
const source = (store = new KeyStore(folder)): ReusedKeys =>
  new ReusedKeys(store, () => Promise.resolve({ privateKey: `private ${++made}`, publicKey: `public ${made}` }))
const namesOf = (...keys: object[]): string[] =>
  keys.flatMap((one) => (Object.values(one) as KeyPair[]).map(({ privateKey }) => privateKey)).toSorted()

test('a sandbox gets the keys of one that has ended, and no other is generated', async () => {
  const first = source()
  const had = namesOf(await first.takeFirst(), await first.take())
  expect(new Set(had).size).toBe(7)
  await first.stop()

  const second = source()
  expect(namesOf(await second.takeFirst(), await second.take())).toEqual(had)
  expect(made).toBe(7)
  await second.stop()
})

test('merchants of one sandbox, and of two that are open, share no key', async () => {
  const [one, other] = [source(), source()]
  const all = namesOf(...(await Promise.all([one.takeFirst(), other.takeFirst(), one.take(), other.take()])))
  expect(new Set(all).size).toBe(14)
  await one.stop()
  await other.stop()
})

test('a pair is its sandbox’s own as soon as others can find it', async () => {
  const other = source()
  const found: Promise<object>[] = []
  /** As soon as a pair is stored, another sandbox looks for keys. */
  class Watched extends KeyStore {
    override async put(...stored: Parameters<KeyStore['put']>): Promise<boolean> {
      const isStored = await super.put(...stored)
      found.push(other.take())
      await found.at(-1)
      return isStored
    }
  }
  const one = source(new Watched(folder))
  const all = namesOf(await one.take(), ...(await Promise.all(found)))
  expect(all).toHaveLength(12)
  expect(new Set(all).size).toBe(12)
  await one.stop()
  await other.stop()
})

test('a pair that cannot be read is generated anew', async () => {
  await writeFile(join(folder, 'half.json'), '{"privateKey":"p"}')
  await writeFile(join(folder, 'cut.json'), '{"privateKey":"')
  const one = source()
  expect(namesOf(await one.take())).toEqual(['private 1', 'private 2', 'private 3'])
  await one.stop()
})

test('where nothing can be written, every key is new', async () => {
  await writeFile(join(folder, 'file'), '')
  const one = source(new KeyStore(join(folder, 'file', 'keys')))
  expect(namesOf(await one.take())).toEqual(['private 1', 'private 2', 'private 3'])
  await one.stop()
  expect(await readdir(folder)).toEqual(['file'])
})

test('a sandbox keeps its keys for others only if asked to', async () => {
  const kept = join(cacheFolder()!, 'reused-keys')
  const isKept = async (reuseKeys: boolean): Promise<boolean> => {
    await using sandbox = await createSandbox({ port: false, reuseKeys })
    const files = (await readdir(kept)).filter((name) => name.endsWith('.json'))
    const texts = await Promise.all(files.map((name) => readFile(join(kept, name), 'utf8')))
    return texts.some((text) => (JSON.parse(text) as KeyPair).privateKey === sandbox.merchant.privateKey)
  }
  expect(await isKept(true)).toBe(true)
  expect(await isKept(false)).toBe(false)
})
