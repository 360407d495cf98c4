import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createSandbox } from '@wechatpay-ts/sandbox'
import { describe, expect, test } from 'vitest'
import { WechatPay } from 'wechatpay-ts'
import { reconcile } from '../src/reconcile.ts'
import { Bookshop } from '../src/shop.ts'
import { listen, webhookOf } from '../src/webhook.ts'

const DAY = '2026-03-01'
const TEN = Date.parse(`${DAY}T10:00:00+08:00`)
const NEXT_MORNING = Date.parse('2026-03-02T10:00:00+08:00')

async function open() {
  const webhook = await listen(() => handler)
  const sandbox = await createSandbox({ port: false, clock: { now: TEN, frozen: true } })
  const { appid } = sandbox.merchant
  const wxpay = new WechatPay(sandbox.clientOptions)
  const shop = new Bookshop({ wxpay, appid, notifyUrl: webhook.url, clock: { now: () => TEN } })
  const followed: string[] = []
  const handler = webhookOf(wxpay, appid, shop, {
    paid: ({ out_trade_no }) => void followed.push(out_trade_no),
    refunded: ({ out_refund_no }) => void followed.push(out_refund_no),
  })
  return {
    sandbox,
    wxpay,
    shop,
    followed,
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      await webhook[Symbol.asyncDispose]()
    },
  }
}

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function run(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=@wechatpay-ts/source', main, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

test('a sale is paid when the notification says so, and acted on once', async () => {
  await using world = await open()
  const { sandbox, shop, followed } = world
  const { sale, launch } = await shop.sellOnline('《设计心理学》', 5_900, 'oReader')
  expect(launch.package).toMatch(/^prepay_id=wx/)
  expect(await shop.check(sale)).toEqual({ state: 'NOTPAY', outcome: 'waiting' })
  await sandbox.control.payments.pay(sale.out_trade_no, { openid: 'oReader' })
  await sandbox.idle()
  const [delivery] = await sandbox.control.deliveries({ outOrderNo: sale.out_trade_no })
  await sandbox.control.replay(delivery!.id)
  await sandbox.idle()
  expect(sale).toMatchObject({ transaction_id: expect.stringMatching(/^\d{28}$/), paidAt: expect.any(String) })
  expect(followed).toEqual([sale.out_trade_no])
  expect(await shop.check(sale)).toEqual({ state: 'SUCCESS', outcome: 'paid' })
})

test('what has not been paid can be cancelled, and not taken back', async () => {
  await using world = await open()
  const { shop } = world
  const { sale, qrCode } = await shop.sellAtCounter('《雪国》', 3_200)
  expect(qrCode).toMatch(/^weixin:\/\//)
  await expect(shop.takeBack(sale, 3_200, '买重了')).rejects.toThrow('has not been paid')
  await shop.cancel(sale)
  expect(await shop.check(sale)).toEqual({ state: 'CLOSED', outcome: 'unpaid' })
})

describe('the bill of the day', () => {
  /** Sells two books in one order and refunds one of them. */
  async function soldAndReturned(world: Awaited<ReturnType<typeof open>>) {
    const { sandbox, shop } = world
    const { sale } = await shop.sellAtCounter('《设计心理学》两册', 11_800)
    await sandbox.control.payments.pay(sale.out_trade_no)
    await sandbox.idle()
    const back = await shop.takeBack(sale, 5_900, '买重了')
    await sandbox.clock.set(NEXT_MORNING)
    return { sale, back }
  }

  test('agrees with the shop to the last fen', async () => {
    await using world = await open()
    const { sale, back } = await soldAndReturned(world)
    expect(world.followed).toEqual([sale.out_trade_no, back.out_refund_no])
    expect(await reconcile(world.wxpay, world.shop.sales.values(), DAY)).toEqual({
      payments: 1,
      refunds: 1,
      total: 5_900,
      differences: [],
    })
  })

  test('shows what the shop lacks, what it has too much of, and what it has wrong', async () => {
    await using world = await open()
    const { sale, back } = await soldAndReturned(world)
    const wrong = { ...sale, returns: new Map([[back.out_refund_no, { ...back, amount: 5_000 }]]) }
    const invented = { ...sale, out_trade_no: 'BK0', returns: new Map() }
    expect((await reconcile(world.wxpay, [wrong, invented], DAY)).differences).toEqual([
      `${back.out_refund_no}：账单为 -5900 分，店里为 -5000 分`,
      'BK0：店里有 11800 分，账单没有',
    ])
    expect((await reconcile(world.wxpay, [], DAY)).differences).toHaveLength(2)
  })

  test('is nothing on a day without sales', async () => {
    await using world = await open()
    await world.sandbox.clock.set(NEXT_MORNING)
    expect(await reconcile(world.wxpay, [], DAY)).toEqual({ payments: 0, refunds: 0, total: 0, differences: [] })
  })
})

describe('npm run shop', () => {
  test('plays a day whose books agree with the bill', async () => {
    const { code, stdout, stderr } = await run('--json')
    expect(stderr).toBe('')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string } & Record<string, unknown>)
    expect(lines.filter(({ what }) => what.includes('TRANSACTION.SUCCESS'))).toHaveLength(2)
    expect(lines.filter(({ what }) => what.includes('REFUND.SUCCESS'))).toHaveLength(1)
    expect(lines.at(-1)).toEqual({ what: '账单与店里的账一致', 付款: 2, 退款: 1, 合计: '127.00 元' })
    expect(code).toBe(0)
  })

  test('tells it to people, its options, and what is no option', async () => {
    const story = await run()
    expect(story).toMatchObject({ code: 0, stderr: '' })
    expect(story.stdout).toContain('四、次日对账')
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--json') })
    expect(await run('--jsno')).toMatchObject({ code: 2, stderr: expect.stringContaining("Unknown option '--jsno'") })
  })
})
