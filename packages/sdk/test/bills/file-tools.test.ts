import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { FileTools } from '../../src/bills/file-store.ts'
import { nodeFiles } from '../../src/bills/node-files.ts'
import { webFiles } from '../../src/bills/web-files.ts'
import { RequestError } from '../../src/index.ts'

async function join(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  // Each chunk is valid only until the next one arrives, so it is copied.
  for await (const bytes of source) chunks.push(Buffer.from(bytes))
  return Buffer.concat(chunks)
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe.each<[string, FileTools]>([
  ['node', nodeFiles],
  ['web', webFiles],
])('the files of %s', (_, tools) => {
  test.each([0, 1, 100_000, 9 * 1024 * 1024])('keep %i bytes, and know their digest', async (length) => {
    const content = randomBytes(length)
    for (const [algorithm, name] of [
      ['SHA1', 'sha1'],
      ['SHA256', 'sha256'],
    ] as const) {
      const store = tools.store(algorithm)
      for await (const piece of pieces(content, 70_000)) await store.write(piece)
      expect(await store.finish()).toBe(createHash(name).update(content).digest('hex'))
      expect(store.size).toBe(length)
      expect((await join(store.read())).equals(content)).toBe(true)
      expect((await join(store.read(70_001))).equals(content.subarray(70_001))).toBe(true)
      const [one, two] = await Promise.all([join(store.read()), join(store.read(length - 1))])
      expect([one.length, two.length]).toEqual([length, Math.min(length, 1)])
      await store.close()
    }
  })

  test.each([1, 7, 16, 17, 1000])('decrypt what comes in pieces of %i bytes', async (size) => {
    const [key, nonce, content] = [randomBytes(32), randomBytes(12), randomBytes(200)]
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const bytes = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
    expect((await join(tools.decrypt(pieces(bytes, size), key, nonce))).equals(content)).toBe(true)
    bytes[0]! ^= 1
    await expect(join(tools.decrypt(pieces(bytes, size), key, nonce))).rejects.toThrow()
    await expect(join(tools.decrypt(pieces(bytes.subarray(0, 10), size), key, nonce))).rejects.toThrow()
  })
})

test('without Node, what cannot be held is refused', async () => {
  const store = webFiles.store('SHA1')
  const megabyte = new Uint8Array(1_048_576)
  for (let i = 0; i < 64; i++) await store.write(megabyte)
  await expect(store.write(megabyte)).rejects.toThrow(RequestError)
  await expect(webFiles.store('SM3').finish()).rejects.toThrow(/needs Node/)
  await expect(webFiles.save('a', pieces(megabyte, 10))).rejects.toThrow(RequestError)
})
