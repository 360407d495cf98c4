import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { delimiter, join } from 'node:path'
import type { RedisCommand } from '../../../src/webhook/claims/redis-claims.ts'

/** The path of this machine's Redis, if it has one. */
export const redisServer = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((file) => existsSync(file))

/** Starts a Redis server in memory on a free port. */
export async function startRedis(): Promise<{ command: RedisCommand; stop(): Promise<void> }> {
  const server = spawn(redisServer!, [
    '--port',
    '0',
    '--unixsocket',
    `/tmp/wechatpay-ts-redis-${process.pid}.sock`,
    '--save',
    '',
  ])
  const output: Buffer[] = []
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk)
      if (Buffer.concat(output).includes('eady to accept connections')) resolve()
    })
    server.on('error', reject)
    server.on('exit', () => reject(new Error(Buffer.concat(output).toString())))
  })
  const socket = createConnection(`/tmp/wechatpay-ts-redis-${process.pid}.sock`)
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = []
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (let reply = readReply(pending); reply; reply = readReply(pending)) {
      pending = pending.subarray(reply.length)
      const asked = waiting.shift()!
      if (reply.value instanceof Error) asked.reject(reply.value)
      else asked.resolve(reply.value)
    }
  })
  return {
    command: (args) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        socket.write(`*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`)
      }),
    stop: () =>
      new Promise((resolve) => {
        socket.destroy()
        server.removeAllListeners('exit')
        server.on('exit', () => resolve())
        server.kill()
      }),
  }
}

/** Parses the first complete reply in the buffer: the four kinds that claims can receive. */
function readReply(bytes: Buffer): { value: unknown; length: number } | undefined {
  const end = bytes.indexOf('\r\n')
  if (end === -1) return undefined
  const line = bytes.subarray(1, end).toString()
  const length = end + 2
  switch (String.fromCharCode(bytes[0]!)) {
    case '+':
      return { value: line, length }
    case '-':
      return { value: new Error(line), length }
    case ':':
      return { value: Number(line), length }
    default: {
      const size = Number(line)
      if (size === -1) return { value: null, length }
      if (bytes.length < length + size + 2) return undefined
      return { value: bytes.subarray(length, length + size).toString(), length: length + size + 2 }
    }
  }
}
