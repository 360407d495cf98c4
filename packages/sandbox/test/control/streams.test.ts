import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ControlError } from '../../src/kernel/control/control-error.ts'
import { ChangeStreams } from '../../src/control/stream.ts'
import type { SignalListener, Signals } from '../../src/kernel/store/database/signals.ts'
import { START } from '../support/store.ts'

/** Event streams, with a function that sends them signals. */
function openHub(most?: number) {
  const listeners = new Set<SignalListener>()
  const signals: Signals = {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const streams = new ChangeStreams({
    signals,
    closing: new AbortController().signal,
    collections: new Map([['payafter', 'orders']]),
    readClock: () =>
      Promise.resolve({ now: START, frozen: true, move: { from: START, target: START + 1, stopping: false } }),
    ...(most !== undefined && { most }),
  })
  const app = new Hono().get('/', (context) => streams.open(context))
  app.onError((error, context) =>
    error instanceof ControlError ? context.json(error.toJSON(), error.status) : context.text(String(error), 500),
  )
  const open = async () => {
    const response = await app.request('/')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    return { response, reader, read: async () => (await reader.read()).value ?? '' }
  }
  const signal: SignalListener = (name, key) => listeners.forEach((listener) => listener(name, key))
  return { open, signal, listeners }
}

test('a change says what changed, and which as long as that is few', async () => {
  const { open, signal } = openHub()
  const { read, reader } = await open()
  expect(await read()).toBe(': connected\n\n')
  signal('entities', 'payafter/PB1')
  signal('entities', 'payafter/PB2')
  signal('entities', 'payafter/PB1')
  signal('clock')
  signal('users', 'o1')
  signal('users')
  for (let order = 0; order < 10_000; order++) signal('tasks', `PB${order}`)
  expect(await read()).toBe(
    `event: change\ndata: ${JSON.stringify({
      changed: ['orders', 'clock', 'users', 'tasks'],
      keys: { orders: ['PB1', 'PB2'] },
      clock: { now: START, frozen: true, move: { from: START, target: START + 1, stopping: false } },
    })}\n\n`,
  )
  await reader.cancel()
})

test('there is an end to the streams that may be open, and a place becomes free again', async () => {
  const { open, listeners } = openHub(2)
  const first = await open()
  expect(await first.read()).toBe(': connected\n\n')
  const second = await open()
  expect(await second.read()).toBe(': connected\n\n')
  const refused = await open()
  expect(refused.response.status).toBe(503)
  expect(await refused.read()).toContain('TOO_MANY_STREAMS')
  await first.reader.cancel()
  await expect.poll(() => listeners.size).toBe(1)
  expect((await open()).response.status).toBe(200)
})
