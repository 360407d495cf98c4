import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { Tabs, findBrowser, noBrowser } from './browser.ts'
import { type Merchant, morning, openShop } from './merchant.ts'

const executable = findBrowser()
if (executable === undefined) console.warn(`console.test.ts ${noBrowser}`)

const sizes = [
  { device: 'a phone', width: 390, height: 844 },
  { device: 'a desk', width: 1280, height: 800 },
]

describe.skipIf(executable === undefined)('the page', () => {
  let tabs: Tabs
  let shop: Merchant
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', '--silent', 'build:console'], { cwd: new URL('../..', import.meta.url) })
    tabs = await Tabs.launch(executable ?? '')
    shop = await openShop()
  })

  afterAll(async () => {
    await tabs?.[Symbol.asyncDispose]()
    await shop?.[Symbol.asyncDispose]()
  })

  beforeEach(async () => {
    complaints = []
    shop.answers.length = 0
    await shop.sandbox.clock.freeze()
    await shop.sandbox.clock.set(morning)
  })

  afterEach(async () => {
    await tabs.giveBack(page)
    await shop.sandbox.control.reset()
    expect(complaints).toEqual([])
  })

  async function open(width: number, height: number): Promise<void> {
    page = await tabs.open({ viewport: { width, height }, reducedMotion: 'reduce' })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // Ignores errors that the browser logs for a refused command, which the page shows, and for a deleted order.
      if (message.type() === 'error' && !/\b(400|404|409)\b/.test(message.text())) complaints.push(message.text())
    })
    await page.goto(shop.sandbox.url)
    await page.getByText('实时', { exact: true }).waitFor()
  }

  /** Finds a part of the page by its tab, which it opens on a narrow screen. */
  async function view(tab: '手机' | '订单' | '通知' | '请求' | '故障'): Promise<Locator> {
    const button = page.getByRole('navigation', { name: '视图' }).getByRole('button', { name: tab })
    if (await button.isVisible()) await button.click()
    const shown = {
      手机: page.getByRole('region', { name: '用户的手机' }),
      订单: page.getByRole('region', { name: /^订单/ }),
      通知: page.getByRole('region', { name: /^通知投递/ }),
      请求: page.getByRole('region', { name: /^接口请求/ }),
      故障: page.getByRole('region', { name: '故障', exact: true }),
    }[tab]
    await shown.waitFor()
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect(overflow, `${tab} scrolls sideways`).toBeLessThanOrEqual(0)
    return shown
  }

  const sees = (place: Locator | Page, text: string | RegExp): Promise<void> => place.getByText(text).first().waitFor()
  const press = (place: Locator | Page, name: string | RegExp): Promise<void> =>
    place.getByRole('button', { name }).first().click()
  const virtualTime = (): Locator => page.getByRole('region', { name: '虚拟时钟' }).getByRole('time')

  test.each(sizes)('a rental from creation to payment on $device', async ({ width, height }) => {
    await open(width, height)
    let phone = await view('手机')
    await sees(phone, '暂无订单')
    await sees(page, '10:00:00')

    await shop.create('PB20260301000001')
    await sees(phone, '计费规则')
    await sees(phone, '2.5元/30分钟,24小时封顶20元')
    await sees(phone, '¥99.00')

    shop.answers.push(500)
    await press(phone, '确认订单')
    await sees(phone, '服务进行中')
    expect(await shop.sandbox.control.order('PB20260301000001')).toMatchObject({ state: 'USER_ACCEPTED' })

    await press(phone, '余额不足')
    await press(page, /1 小时/)
    await sees(page, '11:00:00')
    await shop.complete('PB20260301000001', '20260301105500')
    await sees(phone, '待支付')
    await sees(phone, '¥10.50')

    await press(page, /下一件：第 1 次扣款/)
    await sees(page, '11:00:01')
    await sees(phone, '11:00 自动扣款未成功')

    await press(await view('订单'), /PB20260301000001/)
    const detail = page.getByRole('region', { name: 'PB20260301000001' })
    const moments = detail.getByRole('list', { name: '时间线' }).getByRole('listitem')
    await sees(detail, '自动扣款失败')
    expect((await moments.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '10:00:00 商户创建订单 风险金额 ¥99.00',
      '10:00:00 用户确认',
      '1 小时',
      '11:00:00 商户完结 应付 ¥10.50',
      '11:00:01 自动扣款失败 第 1 次',
      '11:10:01 第 2 次扣款 10 分后',
    ])

    phone = await view('手机')
    await press(phone, '去支付')
    await sees(phone, '支付成功')
    expect(await shop.sandbox.control.order('PB20260301000001')).toMatchObject({ state: 'USER_PAID' })

    const deliveries = await view('通知')
    const accepted = deliveries.getByRole('article').filter({ hasText: 'PAYSCORE.USER_ACCEPTED' })
    await accepted.getByText('已送达').waitFor()
    expect(await accepted.locator('summary .http').allInnerTexts()).toEqual(['500', '204'])
    await accepted.locator('summary').first().click()
    await sees(accepted, 'Wechatpay-Signature')
    await sees(accepted, '现实中不存在')
    await press(accepted, '重放')
    await sees(accepted, '重放')
    await expect.poll(() => accepted.locator('summary .http').allInnerTexts()).toEqual(['500', '204', '204'])

    const requests = await view('请求')
    await sees(requests, '/v3/payscore/payafter-orders/PB20260301000001/complete')
    await view('故障')
  })

  test('on leaving the confirm page the order waits until the merchant calls it up again', async () => {
    await open(390, 844)
    const phone = await view('手机')
    await shop.create('PB1')
    await press(phone, '取消')
    await sees(phone, '你已离开确认页')
    expect(await phone.getByRole('button', { name: '确认订单' }).count()).toBe(0)

    await shop.create('PB1')
    await press(phone, '确认订单')
    await sees(phone, '服务进行中')
  })

  test('another order that waits is announced on the phone', async () => {
    await open(1280, 800)
    const phone = await view('手机')
    await shop.create('PB1')
    await press(phone, '确认订单')
    await sees(phone, '服务进行中')
    await press(await view('订单'), /PB1/)
    await shop.create('PB2')
    await press(phone, /新的订单等你确认/)
    await press(phone, '确认订单')
    await expect.poll(() => shop.sandbox.control.order('PB2')).toMatchObject({ state: 'USER_ACCEPTED' })
  })

  test('the phone leaves its list for an order that is chosen elsewhere', async () => {
    await open(1280, 800)
    await shop.create('PB1')
    await shop.create('PB2')
    const [phone, orders] = [await view('手机'), await view('订单')]
    await sees(orders, 'PB2')
    for (const order of [/PB1/, /PB2/]) {
      await press(phone, '返回我的订单')
      await sees(phone, '待处理')
      // Selecting an order works also right after the user has left it.
      await press(orders, order)
      await sees(phone, '计费规则')
    }
    await press(phone, '返回我的订单')
    await press(orders, /PB2/)
    await sees(phone, '计费规则')
  })

  test.each([
    [390, 844],
    [1024, 768],
    [1440, 900],
  ])('at %i px a refusal says why, beside its control, and the order stays as it was', async (width, height) => {
    await open(width, height)
    const phone = await view('手机')
    await press(phone, '不通过')
    await shop.create('PB1')
    await press(phone, '确认订单')
    const alert = page.getByRole('alert')
    await alert.getByText('综合评估未通过').waitFor()
    expect(await alert.textContent()).toContain('被设为综合评估不通过')
    const [said, button] = await Promise.all(
      [alert, phone.getByRole('button', { name: '确认订单' })].map((each) => each.boundingBox()),
    )
    expect(said!.y).toBeGreaterThanOrEqual(0)
    expect(said!.y + said!.height).toBeLessThanOrEqual(height)
    expect(Math.abs(said!.y - button!.y)).toBeLessThan(200)
    expect(await shop.sandbox.control.order('PB1')).toMatchObject({ state: 'CREATED' })
    await press(page, '知道了')
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('the switches below the phone are those of the order’s user', async () => {
    await open(1280, 800)
    const phone = await view('手机')
    await shop.create('PB1')
    await sees(phone, '计费规则')
    await shop.sandbox.control.confirm('PB1', { openid: 'oSomebodyElse' })
    await sees(phone, 'oSomebodyElse')
    await press(phone, '余额不足')
    const wallets = async () => (await shop.sandbox.control.users()).map(({ openid, wallet }) => `${openid} ${wallet}`)
    await expect.poll(wallets).toEqual(['oSandboxUser0000000000000001 sufficient', 'oSomebodyElse insufficient'])
  })

  test('a replay is no step of the ladder, and numbers go on after it', async () => {
    await open(1280, 800)
    shop.answers.push(500, 500, 500)
    await shop.create('PB1')
    await shop.sandbox.control.confirm('PB1')
    await shop.sandbox.idle()
    const [first] = await shop.sandbox.control.deliveries()
    await shop.sandbox.control.replay(first!.id)
    const delivery = (await view('通知')).getByRole('article')
    await expect.poll(() => delivery.locator('.n').allInnerTexts()).toEqual(['1', '↻', '2'])
    await shop.sandbox.clock.advance(15_000)
    await expect.poll(() => delivery.locator('.n').allInnerTexts()).toEqual(['1', '↻', '2', '3'])
    await expect.poll(() => delivery.locator('[data-rung=bad]').count()).toBe(2)
  })

  test('a long list is shown by page', async () => {
    for (let order = 10; order < 65; order++) await shop.create(`PB${order}`)
    await open(1280, 800)
    const orders = await view('订单')
    const numbers = () => orders.locator('.order-no').allInnerTexts()
    const named = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => `PB${from - index}`)
    await expect.poll(numbers).toEqual(named(64, 15))
    await press(orders, '更早')
    await expect.poll(numbers).toEqual(named(14, 10))
    await press(orders, '较新')
    await expect.poll(numbers).toEqual(named(64, 15))
    await shop.create('PB65')
    await expect.poll(numbers).toEqual(named(65, 16))
    await press(orders, '更早')
    await expect.poll(numbers).toEqual(named(15, 10))
    await shop.sandbox.control.reset()
    await sees(page, '还没有订单')
    await expect.poll(numbers).toEqual([])
  })

  test.each(sizes)('a payment by code, its notification and its refund on $device', async ({ width, height }) => {
    await open(width, height)
    let phone = await view('手机')
    await sees(phone, '暂无订单')
    const code = await shop.native('T20260301000001')
    // The phone shows the only order by default.
    await sees(phone, '付款给商户')
    await shop.native('T20260301000002')
    await press(phone, '返回我的订单')
    await sees(phone, 'T20260301000002')
    await phone.getByLabel('二维码的内容').fill('weixin://wxpay/bizpayurl?pr=nothing')
    await press(phone, '扫一扫')
    await sees(phone, '二维码已失效')
    await phone.getByLabel('二维码的内容').fill(code)
    await press(phone, '扫一扫')
    await sees(phone, '付款给商户')

    await phone.getByLabel('这次付款').selectOption('bank_failed')
    await press(phone, '确认支付')
    await phone.getByRole('alert').getByText('银行系统异常').waitFor()
    await phone.getByLabel('这次付款').selectOption('wallet')
    await press(phone, '招商银行')
    await press(phone, '确认支付')
    await sees(phone, '支付成功')
    await sees(phone, '¥15.00')
    expect(await shop.sandbox.control.payments.get('T20260301000001')).toMatchObject({
      state: 'SUCCESS',
      bank_type: 'CMB_DEBIT',
    })

    const deliveries = await view('通知')
    await deliveries.getByRole('article').filter({ hasText: 'TRANSACTION.SUCCESS' }).getByText('已送达').waitFor()

    await view('订单')
    const payments = page.getByRole('region', { name: /^支付订单/ })
    await press(payments, /T20260301000001/)
    const detail = page.getByRole('region', { name: 'T20260301000001' })
    const moments = detail.getByRole('list', { name: '时间线' }).getByRole('listitem')
    await expect
      .poll(async () => (await moments.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim()))
      .toEqual(['10:00:00 商户创建订单 ¥15.00', '10:00:00 付款没有成功 银行失败', '10:00:00 支付成功 CMB_DEBIT'])

    await shop.refund('T20260301000001', 'R1')
    await view('订单')
    const refunds = page.getByRole('region', { name: /^退款/ })
    await sees(refunds, '退款中')
    await press(refunds, 'R1 异常')
    await sees(refunds, '异常')
    await press(refunds, 'R1 到账')
    await sees(refunds, '已到账')
    expect(await shop.sandbox.control.refunds.get('R1')).toMatchObject({ state: 'SUCCESS' })
    phone = await view('手机')
    await press(phone, '返回我的订单')
    await press(phone, /T20260301000002/)
    await sees(phone, '付款给商户')
  })

  test('a payment code is shown, copied and scanned; the user enters the password, or gives up', async () => {
    await open(1280, 800)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const phone = await view('手机')
    await press(phone, '出示付款码')
    const code = phone.getByRole('region', { name: '付款码' }).getByRole('status')
    const first = await code.innerText()
    expect(first).toMatch(/^1[0-4]\d{16}$/)
    await press(phone, '复制')
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toBe(first)
    await shop.scan('T20260301000001', first)
    // The phone shows the only order by default.
    await sees(phone, '支付成功')

    const { auth_code } = await shop.sandbox.control.payments.authCode({ password: 'asked' })
    await shop.scan('T20260301000002', auth_code)
    await press(phone, '返回我的订单')
    await press(phone, /T20260301000002/)
    await press(phone, '输入支付密码')
    await sees(phone, '支付成功')
    expect(await shop.sandbox.control.payments.get('T20260301000002')).toMatchObject({ state: 'SUCCESS' })

    const other = await shop.sandbox.control.payments.authCode({ password: 'asked' })
    await shop.scan('T20260301000003', other.auth_code)
    await press(phone, '返回我的订单')
    await press(phone, /T20260301000003/)
    await press(phone, '取消支付')
    await sees(phone, '支付失败')
    expect(await shop.sandbox.control.payments.get('T20260301000003')).toMatchObject({ state: 'PAYERROR' })
  })

  test('a combined order is paid as a whole: its sub orders are in the list, and not on the phone', async () => {
    await shop.native('T20260301000001')
    await shop.combined('C20260301000001')
    await open(1280, 800)
    const [phone, payments] = [await view('手机'), page.getByRole('region', { name: /^支付订单/ })]
    const numbers = () => payments.locator('.order-no').allInnerTexts()
    const all = ['C20260301000001B', 'C20260301000001', 'C20260301000001', 'T20260301000001']
    await expect.poll(numbers).toEqual(all)
    await press(payments, /C20260301000001B/)
    await sees(phone, '请支付商户')
    expect(await phone.getByRole('button', { name: '确认支付' }).count()).toBe(0)
    await press(phone, '返回我的订单')
    await sees(phone, '待付款')
    expect(
      await phone
        .getByRole('listitem')
        .getByText(/^[CT]2026/)
        .allInnerTexts(),
    ).toEqual(['C20260301000001', 'T20260301000001'])
    await press(phone, /C20260301000001/)
    await press(phone, '确认支付')
    await sees(phone, '支付成功')
    await sees(phone, '¥3.00')
    // Rows with duplicate keys would stay behind when the list changes.
    await shop.sandbox.control.reset()
    await shop.native('T20260301000009')
    await expect.poll(numbers).toEqual(['T20260301000009'])
  })

  test('things with one number are told apart: a service order, a combined order, its part, a refund', async () => {
    const same = 'C20260301000001'
    await shop.native('T20260301000001')
    await shop.sandbox.control.payments.pay('T20260301000001')
    await shop.refund('T20260301000001', same)
    await shop.create(same)
    await shop.combined(same)
    await open(1280, 800)
    const [phone, orders, payments] = [
      await view('手机'),
      await view('订单'),
      page.getByRole('region', { name: /^支付订单/ }),
    ]
    const deliveries = page.getByRole('region', { name: /^通知投递/ })
    const told = () => deliveries.getByRole('article').locator('.delivery-sub').allInnerTexts()
    await press(payments, new RegExp(`^.*文具 · Native.*${same}[^B]`))
    await sees(phone, '请支付商户')
    await press(payments, new RegExp(`合单 Native.*${same}`))
    await press(phone, '确认支付')
    await sees(phone, '¥3.00')
    expect(await payments.locator('[aria-current=true]').count()).toBe(1)
    await shop.sandbox.clock.advance(60_000)
    await expect.poll(told).toEqual([expect.stringMatching(/^合单/)])
    await press(orders, new RegExp(same))
    await press(phone, '确认订单')
    await sees(phone, '服务进行中')
    await expect.poll(told).toEqual([expect.stringMatching(/^先享后付/)])
    await press(deliveries, '全部')
    const names = async () => new Set((await told()).map((line) => line.split(/\s/)[0]))
    await expect.poll(names).toEqual(new Set(['先享后付', '合单', '支付', '退款']))
  })

  test('a JSAPI order is paid by its user, and a list of payments goes by page', async () => {
    for (let order = 10; order < 65; order++) await shop.jsapi(`T00000${order}`, 'oWu')
    await open(1280, 800)
    const payments = page.getByRole('region', { name: /^支付订单/ })
    const numbers = () => payments.locator('.order-no').allInnerTexts()
    const named = (from: number, to: number) =>
      Array.from({ length: from - to + 1 }, (_, index) => `T00000${from - index}`)
    await expect.poll(numbers).toEqual(named(64, 15))
    await press(payments, '更早')
    await expect.poll(numbers).toEqual(named(14, 10))
    await press(payments, /T0000012/)
    const phone = await view('手机')
    await sees(phone, 'oWu')
    await press(phone, '余额不足')
    await press(phone, '确认支付')
    await phone.getByRole('alert').getByText('余额不足').waitFor()
    await press(phone, '余额足')
    await expect.poll(() => shop.sandbox.control.user('oWu')).toMatchObject({ wallet: 'sufficient' })
    await press(phone, '确认支付')
    await sees(phone, '支付成功')
    await sees(payments, '已支付')
    expect(await shop.sandbox.control.payments.get('T0000012')).toMatchObject({ state: 'SUCCESS', payer: 'oWu' })
  })

  test.each([
    {
      what: 'a payment',
      create: () => shop.native('T20260301000001'),
      path: '**/payments/T20260301000001',
      before: '付款给商户',
      button: '确认支付',
      after: '支付成功',
    },
    {
      what: 'an order',
      create: () => shop.create('PB1'),
      path: '**/orders/PB1',
      before: '计费规则',
      button: '确认订单',
      after: '服务进行中',
    },
  ])('what $what has come to is shown by the answer, before it is read again', async (act) => {
    await act.create()
    await open(1280, 800)
    const phone = await view('手机')
    await sees(phone, act.before)
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route(act.path, async (route) => {
      await released
      await route.continue()
    })
    await press(phone, act.button)
    await sees(phone, act.after)
    release()
    await page.unrouteAll({ behavior: 'wait' })
  })

  test('money is put on an account and taken away', async () => {
    await open(1280, 800)
    await view('故障')
    const balances = page.getByRole('region', { name: '账户资金' })
    await sees(balances, '¥0.00')
    await balances.getByLabel('金额').fill('100.5')
    await press(balances, '充值')
    await sees(balances, '¥100.50')
    await balances.getByLabel('金额').fill('0')
    await press(balances, '设为余额')
    await sees(balances, '¥0.00')
    await shop.native('T20260301000001')
    await shop.sandbox.control.payments.pay('T20260301000001')
    await sees(balances, '¥14.91')
    expect(await shop.sandbox.control.balances()).toMatchObject([{ account: 'BASIC', available: 1491 }])
  })

  test('a coupon is given, chosen on the phone, and listed with its stock', async () => {
    await open(1280, 800)
    await view('故障')
    const coupons = page.getByRole('region', { name: '代金券' })
    await coupons.getByLabel('面额').fill('3')
    await press(coupons, '给用户一张')
    await sees(coupons, '锁 ¥3.00')
    await coupons.getByLabel('哪种').selectOption('NOCASH')
    await coupons.getByLabel('面额').fill('5')
    await press(coupons, '给用户一张')
    await shop.native('T20260301000001')
    const phone = await view('手机')
    await sees(phone, '付款给商户')
    await phone.getByLabel('代金券').selectOption({ label: '代金券 减 ¥3.00' })
    await press(phone, '确认支付')
    await sees(phone, '¥12.00')
    await sees(phone, '已减 ¥3.00')
    await view('故障')
    await sees(coupons, '已使用')
    await sees(coupons, '发 1 用 1')
    expect(await shop.sandbox.control.payments.get('T20260301000001')).toMatchObject({
      vouchers: [{ amount: 300, type: 'CASH' }],
    })
  })

  test('a fault may answer a code, and one that is not documented is refused beside it', async () => {
    await open(1280, 800)
    const faults = await view('故障')
    await faults.getByLabel('故障', { exact: true }).last().selectOption('error_before')
    await faults.getByLabel('错误码').fill('NOTHING_OF_THE_KIND')
    await press(faults, '安排')
    await faults.getByRole('alert').getByText('接口文档里没有').waitFor()
    await faults.getByLabel('错误码').fill('NOT_ENOUGH')
    await press(faults, '安排')
    await sees(faults, 'NOT_ENOUGH')
    expect(await shop.sandbox.control.faults()).toMatchObject([{ kind: 'error_before', code: 'NOT_ENOUGH' }])
  })

  test('while time passes only texts of time are drawn again', async () => {
    await shop.create('PB1')
    await open(1280, 800)
    await sees(await view('手机'), '计费规则')
    await press(page, '已冻结')
    await sees(page, '走时中')
    await page.getByText('实时', { exact: true }).waitFor()
    await page.evaluate(watchMutations)
    const before = await virtualTime().innerText()
    await expect.poll(() => virtualTime().innerText()).not.toBe(before)
    const drawn = await page.evaluate<string[]>('stopWatching()')
    expect(drawn).toContain('time.clock')
    expect(drawn.filter((place) => !/^(time|small|span\.next-when|div\.ruler|span\.status)/.test(place))).toEqual([])
  })

  test('a fault hits the next request, is seen there, and is gone', async () => {
    await open(1280, 800)
    const faults = await view('故障')
    await faults.getByLabel('故障', { exact: true }).last().selectOption('error_before')
    await press(faults, '安排')
    await sees(faults, '还有 1 次')
    await shop.create('PB1') // repeats after the 500, because creating is idempotent
    await sees(faults, '没有安排故障')
    await sees(await view('请求'), '故障：没办，答 500')
  })

  test('a fault can be taken back', async () => {
    await open(1280, 800)
    const faults = await view('故障')
    await press(faults, '通知')
    await press(faults, '安排')
    await press(faults, /^取消：通知/)
    await sees(faults, '没有安排故障')
  })

  test.each(sizes)('a long move shows how far it has come on $device, and is stopped there', async (size) => {
    await shop.create('PB1')
    shop.answers.push(500)
    await shop.sandbox.control.confirm('PB1')
    await shop.sandbox.idle()
    // Every repeated attempt makes the move wait for the endpoint.
    const { promise: answered, resolve: answer } = Promise.withResolvers<number>()
    shop.answers.push(...Array.from({ length: 8 }, () => answered))
    await open(size.width, size.height)
    await press(page, /30 天/)
    const progress = page.getByRole('progressbar', { name: '快进' })
    await progress.waitFor()
    expect(await progress.getAttribute('max')).toBe(String(30 * 86_400_000))
    await view('手机')
    await press(page, '停在这里')
    // The move ends when all tasks due there are done.
    await page.getByRole('button', { name: '正在停下' }).waitFor()
    answer(204)
    await progress.waitFor({ state: 'detached' })
    const { now } = await shop.sandbox.clock.read()
    expect(now).toBeGreaterThan(morning)
    expect(now).toBeLessThan(morning + 86_400_000)
  })

  test('time runs and stops', async () => {
    await open(390, 844)
    await press(page, '已冻结')
    await sees(page, '走时中')
    const before = await virtualTime().innerText()
    await expect.poll(() => virtualTime().innerText()).not.toBe(before)
    await press(page, '走时中')
    await sees(page, '已冻结')
  })

  test('events are announced to those who listen', async () => {
    await shop.create('PB0')
    await open(1280, 800)
    // Entries of the first read are not news.
    await page.getByRole('img', { name: /最近 [1-9]\d* 件事/ }).waitFor()
    await shop.create('PB1')
    await page.getByRole('status').getByText('订单 PB1 商户创建订单').waitFor()
  })

  test('clearing takes two presses', async () => {
    await open(1280, 800)
    await shop.create('PB1')
    await sees(await view('订单'), 'PB1')
    await page.getByRole('region', { name: 'PB1' }).waitFor()
    await press(page, '清空')
    expect(await shop.sandbox.control.orders()).toHaveLength(1)
    await press(page, '再按一次，清空全部订单')
    await sees(page, '还没有订单')
    expect(await shop.sandbox.control.orders()).toEqual([])
  })

  test('the notification address can be changed and taken away', async () => {
    await open(1280, 800)
    const deliveries = await view('通知')
    const [before] = await shop.sandbox.control.endpoints()
    await deliveries.getByLabel('回调地址').fill('')
    await press(deliveries, '取消通知')
    await deliveries.getByRole('button', { name: '取消通知' }).waitFor({ state: 'detached' })
    expect(await shop.sandbox.control.endpoints()).toMatchObject([{ url: null }, {}])
    await deliveries.getByLabel('回调地址').fill(before?.url ?? '')
    await press(deliveries, '保存')
    await deliveries.getByRole('button', { name: '保存' }).waitFor({ state: 'detached' })
    expect(await shop.sandbox.control.endpoints()).toMatchObject([{ url: before?.url }, {}])
  })

  test('the keys of WeChat Pay are changed one after the other', async () => {
    await open(1280, 800)
    await view('故障')
    const keys = page.getByRole('region', { name: '微信支付的密钥' })
    const certificates = async (): Promise<number> => (await shop.sandbox.control.platform()).certificates.length
    await press(keys, '更换平台证书')
    await expect.poll(certificates).toBe(2)
    await press(keys, '平台证书')
    await press(keys, '10%')
    await expect
      .poll(() => shop.sandbox.control.platform())
      .toMatchObject({ mode: 'certificate', successorPercent: 10 })
    await press(keys, '切换中')
    await page.getByRole('alert').getByText('平台证书正在更换').waitFor()
    await keys
      .getByRole('button', { name: /^作废证书/ })
      .last()
      .click()
    await expect.poll(certificates).toBe(1)
    await press(keys, '公钥')
    await expect.poll(() => shop.sandbox.control.platform()).toMatchObject({ mode: 'publicKey' })
  })

  describe('of a sandbox with a token', () => {
    const TOKEN = 'a-token-of-the-test-0001'
    let sandbox: Sandbox

    beforeAll(async () => {
      sandbox = await createSandbox({ host: '0.0.0.0', token: TOKEN })
    })
    afterAll(() => sandbox?.close())

    test('asks for it once, and says when it is another', async () => {
      page = await tabs.open()
      await page.goto(sandbox.url)
      await page.getByLabel('口令').fill('something-else-entirely')
      await press(page, '进入')
      await page.getByRole('alert').getByText('需要沙箱的口令').waitFor()
      await page.getByLabel('口令').fill(TOKEN)
      await press(page, '进入')
      await sees(page, '还没有订单')
      await page.reload()
      await sees(page, '还没有订单')
    })

    test('takes it from the link, and out of sight', async () => {
      page = await tabs.open()
      await page.goto(`${sandbox.url}/#token=${TOKEN}`)
      await sees(page, '还没有订单')
      expect(page.url()).toBe(`${sandbox.url}/`)
      await press(page, '也可以在这里看')
      await sees(page, /WECHATPAY_APIV3_KEY/)
    })
  })

  test.each(['light', 'dark'] as const)('every word can be read in the %s scheme', async (colorScheme) => {
    await open(1280, 800)
    await page.emulateMedia({ colorScheme })
    await shop.create('PB1')
    await sees(await view('手机'), '计费规则')
    await shop.native('T20260301000001')
    await sees(page, '支付订单')
    expect(await page.evaluate<string[]>(findFaintText)).toEqual([])
    await press(page, /T20260301000001/)
    await sees(page, '付款给商户')
    const nameless = page.locator('button:not([aria-label])').filter({ hasNotText: /\S/ })
    expect(await nameless.count()).toBe(0)
    expect(await page.evaluate<string[]>(findFaintText)).toEqual([])
  })
})

/** Runs in the page: records where the page renders, until `stopWatching()` returns the places. */
const watchMutations = `(() => {
  const seen = new Set()
  const place = (node) => {
    const element = (node.nodeType === 1 ? node : node.parentElement).closest('.ruler, time, .next-when, .status-bar, small, button, li, section')
    return element === null ? 'nowhere' : element.matches('.status-bar') ? 'span.status' : element.tagName.toLowerCase() + (element.className === '' ? '' : '.' + element.className.replaceAll(' ', '.'))
  }
  const observer = new MutationObserver((records) => records.forEach(({ target }) => seen.add(place(target))))
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  globalThis.stopWatching = () => (observer.disconnect(), [...seen])
})()`

/** Runs in the page: finds texts whose contrast with their background is below WCAG's 4.5 (3 for large text). */
const findFaintText = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], under) => [r, g, b].map((value, index) => value * a + under[index] * (1 - a))
  const light = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    const layers = []
    for (let each = element; each !== null; each = each.parentElement) layers.unshift(getComputedStyle(each).backgroundColor)
    return layers.reduce((under, layer) => over(rgba(layer), under), [255, 255, 255])
  }
  const faint = []
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('')
    if (own === '' || !element.checkVisibility() || element.closest('.sr, [aria-hidden=true], :disabled')) continue
    const style = getComputedStyle(element)
    const under = behind(element)
    const [one, other] = [light(over(rgba(style.color), under)), light(under)].sort((a, b) => b - a)
    const contrast = (one + 0.05) / (other + 0.05)
    const size = parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700)
    if (contrast < (large ? 3 : 4.5)) faint.push(own + ' ' + contrast.toFixed(2))
  }
  return faint
})()`
