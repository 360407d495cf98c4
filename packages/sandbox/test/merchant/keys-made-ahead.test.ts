import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { KeyPair } from '../../src/kernel/merchant/certificate-authority.ts'
import { KeyPool } from '../../src/kernel/merchant/key-pool.ts'
import { KeyStore } from '../../src/kernel/merchant/key-store.ts'
import { createSandbox } from '../../src/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Generates key pairs that differ only by a number. */
function maker(): { generate: () => Promise<KeyPair>; made: KeyPair[] } {
  const made: KeyPair[] = []
  const generate = (): Promise<KeyPair> => {
    const pair = { privateKey: `private ${made.length}`, publicKey: `public ${made.length}` }
    made.push(pair)
    return Promise.resolve(pair)
  }
  return { generate, made }
}

test('a pair that waits is given once, however many take at the same time', async () => {
  const { generate } = maker()
  const stores = [new KeyStore(folder), new KeyStore(folder), new KeyStore(folder)]
  for (let count = 0; count < 12; count++) expect(await stores[0]!.put(await generate())).toBe(true)
  expect(await stores[1]!.count()).toBe(12)
  const taken = await Promise.all(Array.from({ length: 12 }, (_, index) => stores[index % 3]!.take(1 + (index % 2))))
  const pairs = taken.flat()
  expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(pairs.length)
  expect(pairs.length + (await stores[2]!.count())).toBe(12)
  await stores[0]!.take(12)
  expect(await readdir(folder)).toEqual([])
})

test('what is no pair of keys is thrown away', async () => {
  await writeFile(join(folder, 'cut.json'), '{"privateKey":"')
  await writeFile(join(folder, 'half.json'), '{"privateKey":"p"}')
  const store = new KeyStore(folder)
  expect(await store.take(2)).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test.skipIf(process.platform === 'win32')('only their owner can read the keys', async () => {
  const store = new KeyStore(join(folder, 'keys'))
  await store.put(await maker().generate())
  const [name = ''] = await readdir(join(folder, 'keys'))
  expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'keys', name))).mode & 0o777).toBe(0o600)
})

test('a sandbox takes what an earlier one had made again', async () => {
  const store = new KeyStore(folder)
  const first = maker()
  const one = new KeyPool(store, first.generate)
  await one.takeFirst()
  expect(first.made).toHaveLength(4)
  one.makeAhead()
  await expect.poll(() => store.count()).toBe(4)
  await one.stop()

  const second = maker()
  const other = new KeyPool(store, second.generate)
  const keys = await other.takeFirst()
  expect(second.made).toHaveLength(0)
  const pairs = Object.values(keys) as KeyPair[]
  expect(new Set(pairs.map(({ privateKey }) => privateKey))).toEqual(
    new Set(first.made.slice(4).map(({ privateKey }) => privateKey)),
  )
  await other.stop()
})

test('after a further merchant, keys of four more are made ahead', async () => {
  const store = new KeyStore(folder)
  const { generate, made } = maker()
  const pool = new KeyPool(store, generate)
  await pool.take()
  pool.makeAhead()
  await expect.poll(() => store.count()).toBe(12)
  await pool.take()
  pool.makeAhead()
  await expect.poll(() => made.length).toBe(18)
  await pool.stop()
})

test('where nothing can be written, keys wait in memory', async () => {
  await writeFile(join(folder, 'file'), '')
  const store = new KeyStore(join(folder, 'file', 'keys'))
  const { generate, made } = maker()
  const pool = new KeyPool(store, generate)
  await pool.takeFirst()
  pool.makeAhead()
  await expect.poll(() => made.length).toBe(8)
  await pool.stop()
  await pool.takeFirst()
  expect(made).toHaveLength(8)
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('')
})

test('a pool that has stopped makes nothing', async () => {
  const { generate, made } = maker()
  const pool = new KeyPool(new KeyStore(folder), generate)
  await pool.stop()
  pool.makeAhead()
  await pool.stop()
  expect(made).toHaveLength(0)
})

test('sandboxes that start at the same time have no key in common', async () => {
  const sandboxes = await Promise.all([
    createSandbox({ port: false, reuseKeys: false }),
    createSandbox({ port: false, reuseKeys: false }),
  ])
  const joined = await Promise.all(sandboxes.map((sandbox) => sandbox.createMerchant()))
  const all = [...sandboxes, ...joined].map(({ merchant }) => merchant)
  const keys = [
    ...all.map(({ privateKey }) => privateKey),
    ...all.map(({ publicKey }) => publicKey),
    ...all.flatMap(({ platformCertificates }) => platformCertificates),
  ]
  expect(new Set(keys).size).toBe(12)
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
})
