import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { unpack } from '../../src/bills/unpack.ts'
import { inflate as inflateOnNode } from '../../src/gzip/inflate-node.ts'
import { inflate as inflateElsewhere } from '../../src/gzip/inflate-web.ts'
import { NotGzip } from '../../src/gzip/not-gzip.ts'

async function join(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* cut(bytes: Uint8Array, size: number, problem?: Error): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  if (problem) throw problem
}

describe.each([
  ['Node', inflateOnNode],
  ['other runtimes', inflateElsewhere],
])('a gzip file on %s', (_, inflate) => {
  const content = Buffer.concat([randomBytes(100_000), Buffer.alloc(1_000_000)])
  const packed = gzipSync(content)

  test.each([1_000, 1_000_000])('is unpacked, come in pieces of %i bytes', async (size) => {
    expect((await join(inflate(cut(packed, size)))).equals(content)).toBe(true)
  })

  test('is refused when it is cut short or damaged', async () => {
    const damaged = Buffer.from(packed)
    damaged[60_000]! ^= 1
    for (const broken of [packed.subarray(0, -9), damaged, randomBytes(1_000)])
      await expect(join(inflate(cut(broken, 1_000)))).rejects.toThrow(NotGzip)
  })

  test('breaks off with the error of its source', async () => {
    const problem = new Error('the connection broke')
    await expect(join(inflate(cut(packed.subarray(0, 50_000), 1_000, problem)))).rejects.toBe(problem)
  })
})

test('a file that is left in the middle ends its source', async () => {
  const ended = Promise.withResolvers<void>()
  const source = async function* (): AsyncGenerator<Uint8Array, void> {
    try {
      yield gzipSync(Buffer.alloc(10_000_000))
      for (;;) yield gzipSync(randomBytes(100_000))
    } finally {
      ended.resolve()
    }
  }
  for await (const piece of inflateOnNode(source())) {
    expect(piece.length).toBeGreaterThan(0)
    break
  }
  await ended.promise
})

test.each([
  ['packed', gzipSync(randomBytes(1_000))],
  ['not packed', Buffer.from('a,b\n')],
])('a bill without end is left where no bill goes on: %s', async (_, piece) => {
  let ended = false
  const source = async function* (): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) yield piece
    } finally {
      ended = true
    }
  }
  await expect(join(unpack(source(), 100_000))).rejects.toThrow(/goes on where none of WeChat Pay's would/)
  expect(ended).toBe(true)
})
