import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { MerchantClient } from '../support/merchant-client.ts'

const closed = { name: 'ControlError', code: 'SANDBOX_CLOSED', message: expect.stringContaining('is closed') as string }

test('close() ends a delay and waits for the request', async () => {
  const error = vi.fn()
  const sandbox = await createSandbox({ port: false, logger: { info: vi.fn(), warn: vi.fn(), error } })
  const client = new MerchantClient(sandbox, sandbox.fetch)
  await sandbox.control.addFault({ target: 'api', kind: 'delay', delayMs: 60_000 })
  const call = client.create('D1')
  while ((await sandbox.control.faults()).length > 0) await setImmediate()
  await sandbox.close()
  expect((await call).status).toBe(200)
  expect(error).not.toHaveBeenCalled()
})

test('close() stops a long move of the clock where it has come to', async () => {
  const sandbox = await createSandbox({ port: false, clock: { now: 1_770_000_000_000, frozen: true } })
  let closing: Promise<void> | undefined
  await sandbox.control.notify('REFUND.CLOSED', {}, { url: 'http://127.0.0.1:10/none' })
  const onProgress = () => void (closing ??= sandbox.close())
  const { now } = await sandbox.clock.advance(86_400_000, { onProgress })
  expect(now).toBeLessThan(1_770_086_400_000)
  await closing
})

test('everything says afterwards that the sandbox is closed', async () => {
  const sandbox = await createSandbox({ port: false })
  const { control, clock } = sandbox
  const other = await sandbox.createMerchant()
  await sandbox.close()
  const left: string[] = []
  const call = async (name: string, act: () => unknown): Promise<void> => {
    try {
      await act()
      left.push(name)
    } catch (error) {
      expect(error, name).toMatchObject(closed)
    }
  }
  const callAll = async (object: object, path: string): Promise<void> => {
    const names = new Set<string>()
    for (let owner = object; owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object)
      for (const name of Object.getOwnPropertyNames(owner)) names.add(name)
    names.delete('constructor')
    for (const name of names) {
      const member: unknown = object[name as keyof typeof object]
      if (typeof member === 'function') await call(`${path}.${name}`, () => member.call(object) as unknown)
      else if (typeof member === 'object' && member !== null) await callAll(member, `${path}.${name}`)
    }
  }
  await callAll(control, 'control')
  await callAll(other.control, 'other.control')
  await callAll(clock, 'clock')
  await call('createMerchant', () => sandbox.createMerchant())
  await call('merchants', () => sandbox.merchants())
  await call('idle', () => sandbox.idle())
  await call('fetch', () => sandbox.fetch(`${sandbox.url}/v3/certificates`))
  expect(left).toEqual([])
  expect(control.mchid).toBe(sandbox.merchant.mchid)
  await expect(control.users()).rejects.toMatchObject(closed)
})
