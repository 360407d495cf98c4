import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import type { OpenDatabase } from '../../src/kernel/store/database/open-database.ts'
import { clearAll, clearMerchant } from '../../src/kernel/store/clear.ts'
import { MemoryStore } from '../../src/kernel/store/memories.ts'
import { databaseKinds, newFolder } from '../support/databases.ts'
import { MerchantClient } from '../support/merchant-client.ts'

const memory = {
  mchid: '1',
  kind: 'query',
  number: 'N1',
  operation: 'creation',
  said: { amount: 9_007_199_254_740_991, remark: '备注 \u0000', list: [{ a: null }] },
  at: Date.UTC(2031, 6, 9),
}

describe.each(databaseKinds)('memories on %s', (_, newDatabase) => {
  let database: OpenDatabase
  let store: MemoryStore

  beforeAll(async () => {
    database = await openDatabase(await newDatabase())
    store = new MemoryStore(database.db)
  })
  afterAll(() => database.close())

  test('come back as they were kept; the first one under a number stays', async () => {
    expect(await store.keep(memory)).toEqual(memory)
    expect(await store.find(memory)).toEqual(memory)
    expect(await store.keep({ ...memory, operation: 'other', said: {} })).toEqual(memory)
    expect(await store.find({ ...memory, mchid: '2' })).toBeUndefined()
    expect(await store.find({ ...memory, kind: 'other' })).toBeUndefined()
    expect(await store.find({ ...memory, number: 'nul\u0000' })).toBeUndefined()
  })

  test('of many at once under one number one stays, and everybody is told of that one', async () => {
    const told = await Promise.all(
      Array.from({ length: 20 }, (_item, index) => store.keep({ ...memory, number: 'N2', said: { index } })),
    )
    expect(new Set(told.map(({ said }) => JSON.stringify(said))).size).toBe(1)
  })

  test('are forgotten with the merchant, or with all', async () => {
    await store.keep({ ...memory, mchid: '2' })
    await clearMerchant(database.db, '2')
    expect(await store.find({ ...memory, mchid: '2' })).toBeUndefined()
    expect(await store.find(memory)).toEqual(memory)
    await clearAll(database.db)
    expect(await store.find(memory)).toBeUndefined()
  })
})

test('a sandbox remembers over a restart, until it is reset', async () => {
  const database = await newFolder()
  const target = '/v3/recharge/bank-transfer-recharges'
  const byNumber = `${target}/out-recharge-no/RECHARGE1`
  let mchid = ''
  const open = async () => {
    const sandbox = await createSandbox({ database, port: false, clock: { frozen: true } })
    mchid = sandbox.merchant.mchid
    return { sandbox, client: new MerchantClient({ ...sandbox, url: 'http://sandbox' }, sandbox.fetch) }
  }
  const recharge = (amount: number) => ({
    out_recharge_no: 'RECHARGE1',
    recharge_scene: 'NORMAL_BANK_TRANSFER',
    account_type: 'OPERATION',
    recharge_amount: { amount, currency: 'CNY' },
  })
  try {
    const first = await open()
    await using _first = first.sandbox
    expect(await first.client.send('GET', byNumber)).toMatchObject({
      status: 404,
      data: { code: 'RESOURCE_NOT_EXISTS' },
    })
    const made = await first.client.send('POST', `${target}/apply`, recharge(500))
    expect(made).toMatchObject({ status: 200, data: { out_recharge_no: 'RECHARGE1' } })
    expect(await first.client.send('POST', `${target}/apply`, recharge(500))).toEqual(made)
    expect(await first.client.send('POST', `${target}/apply`, recharge(501))).toMatchObject({
      status: 400,
      data: { code: 'INVALID_REQUEST' },
    })
    await first.sandbox.close()

    const second = await open()
    await using _second = second.sandbox
    const { out_recharge_no, recharge_id } = made.data
    const found = await second.client.send('GET', byNumber)
    expect(found).toMatchObject({
      status: 200,
      data: { out_recharge_no, recharge_id, recharge_state: 'RECHARGING', recharge_amount: { amount: 500 } },
    })
    await second.sandbox.control.reset()
    expect((await second.client.send('GET', byNumber)).status).toBe(404)
    expect(mchid).not.toBe('')
  } finally {
    await rm(database.folder, { recursive: true, force: true })
  }
})
