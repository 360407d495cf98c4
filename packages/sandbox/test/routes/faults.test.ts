import { describe, expect, test } from 'vitest'
import { type FaultKind, type FaultSubject, faultKindsOf } from '../../src/kernel/faults/faults.ts'
import { APPID } from './merchant.ts'
import { ORDERS, world } from './world.ts'

/** Completes an order under a fault, then reads the order's state. */
async function completeUnder(kind: FaultKind, details: { status?: number; delayMs?: number } = {}) {
  const sandbox = world()
  const finish_ticket = await sandbox.running()
  sandbox.faults.push({ kind, ...details })
  const answer = await sandbox.complete({ finish_ticket })
  return { answer, state: (await sandbox.order())?.state, sandbox, finish_ticket }
}

describe.each<[FaultKind, status: number, signed: boolean, state: string, resets: number]>([
  ['drop', 502, false, 'FINISHED', 1],
  ['reset', 502, false, 'USER_ACCEPTED', 1],
  ['error_before', 500, false, 'USER_ACCEPTED', 0],
  ['error_after', 500, false, 'FINISHED', 0],
  ['delay', 200, true, 'FINISHED', 0],
  ['duplicate', 200, true, 'FINISHED', 0],
  ['tamper', 200, false, 'FINISHED', 0],
  ['signtest', 200, false, 'FINISHED', 0],
  ['wrong_serial', 200, false, 'FINISHED', 0],
  ['stale_timestamp', 200, true, 'FINISHED', 0],
])('%s', (kind, status, signed, state, resets) => {
  test('does what it says, once', async () => {
    const { answer, sandbox, finish_ticket, ...rest } = await completeUnder(kind, { delayMs: 1 })
    expect({ status: answer.status, signed: answer.signed, state: rest.state, resets: sandbox.resets.count }).toEqual({
      status,
      signed,
      state,
      resets,
    })
    expect(sandbox.journal.at(-1)).toMatchObject({ fault: kind, status: resets ? 0 : status })
    // Repeating the request succeeds.
    expect(await sandbox.complete({ finish_ticket })).toMatchObject({ status: 200, signed: true })
  })
})

test('every kind is covered above', () => {
  expect(faultKindsOf.api).toHaveLength(10)
})

test('a tampered body is still JSON and says something else', async () => {
  const { answer, sandbox } = await completeUnder('tamper')
  expect(answer.json).not.toEqual((await sandbox.complete({ finish_ticket: 'any' })).json)
})

test('a probe starts as probes do, and is not Base64', async () => {
  const { answer } = await completeUnder('signtest')
  const signature = answer.headers.get('wechatpay-signature') ?? ''
  expect(signature.startsWith('WECHATPAY/SIGNTEST/')).toBe(true)
  expect(signature.length % 4).not.toBe(0)
})

test('a stale answer is ten minutes old', async () => {
  const { answer, sandbox } = await completeUnder('stale_timestamp')
  expect(answer.headers.get('wechatpay-timestamp')).toBe(String(sandbox.clock.real / 1000 - 600))
})

test('a duplicated request is answered for its second arrival', async () => {
  const sandbox = world()
  await sandbox.complete({ finish_ticket: await sandbox.running() })
  sandbox.faults.push({ kind: 'duplicate' })
  const paid = { appid: APPID, service_id: '500001', type: 'Order_Paid', detail: { paid_time: '20260301103000' } }
  expect((await sandbox.post(`${ORDERS}/PB1/sync`, paid)).json).toMatchObject({ code: 'ORDER_DONE' })
  expect((await sandbox.order())?.state).toBe('USER_PAID')
})

test.each([
  [500, 'SYSTEM_ERROR'],
  [503, 'SERVICE_UNAVAILABLE'],
  [429, 'FREQUENCY_LIMITED'],
  [502, undefined],
  [504, undefined],
])('status %i comes with its body', async (status, code) => {
  const { answer } = await completeUnder('error_before', { status })
  expect(answer.status).toBe(status)
  if (code) expect(answer.json).toMatchObject({ code })
  else expect(answer.text).toContain('<html>')
})

test('faults are matched against good requests, with the order they are about', async () => {
  const subjects: FaultSubject[] = []
  const take = ({ errors: _table, ...subject }: FaultSubject) => Promise.resolve(void subjects.push(subject))
  const sandbox = world({ deps: { faults: { take } } })
  await sandbox.create({ appid: '' })
  await sandbox.create()
  await sandbox.query()
  await sandbox.complete({ finish_ticket: 'x' })
  await sandbox.send('GET', '/v3/certificates')
  expect(subjects).toEqual([
    { target: 'api', method: 'POST', path: ORDERS, outOrderNo: 'PB1' },
    { target: 'api', method: 'GET', path: ORDERS, outOrderNo: 'PB1' },
    { target: 'api', method: 'POST', path: `${ORDERS}/PB1/complete`, outOrderNo: 'PB1' },
    { target: 'api', method: 'GET', path: '/v3/certificates' },
  ])
})
