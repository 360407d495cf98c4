import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '@wechatpay-ts/sandbox'
import { Tabs, findBrowser } from '../../packages/sandbox/test/console/browser.ts'
import { find } from '../.vitepress/theme/try-it-options.ts'
import { runTrial } from '../.vitepress/theme/try-it-run.ts'
import { wordsOf } from '../.vitepress/theme/try-it-words.ts'
import { trialOf, tryIt } from '../generator/parts/try-it.ts'
import { spec } from './support/generated.ts'

const executablePath = findBrowser()
const summary = '在本机的沙箱里试一试'

function panelOf(id: string): string {
  return tryIt(
    spec.operations.find((operation) => operation.id === id)!,
    spec,
    summary,
  )
}

/** One panel in so many is tried every time; all of them with `WECHATPAY_DOCS=all`. */
const share = process.env['WECHATPAY_DOCS'] === 'all' ? 1 : 12

test('every operation has a panel, and the sandbox understands what it sends', async () => {
  // At noon, because the bill of yesterday is there from ten in the morning.
  await using sandbox = await createSandbox({ clock: { now: Date.parse('2026-03-02T12:00:00+08:00') } })
  const misunderstood: string[] = []
  for (const operation of spec.operations.filter((_, index) => index % share === 0)) {
    const trial = trialOf(operation, spec)
    const options = trial.options as Record<string, unknown>
    const { shown } = await runTrial(trial, { base: sandbox.url, options, prepared: true, words: wordsOf('en') })
    const { status, body } = shown.answer
    const wrong = status === 401 || status >= 500 || /"PARAM_ERROR"|<return_code><!\[CDATA\[FAIL/.test(body)
    // A sandbox that is new has had no orders yesterday: APIv2 says so as it says that it did not understand.
    if (wrong && !body.includes('[No Bill Exist]')) misunderstood.push(`${operation.id}: ${status} ${body}`)
  }
  expect(misunderstood).toEqual([])
})

test.each(
  spec.operations.filter(({ id }) => /^marketingFavor(?:Coupon|Stocks?|UserCoupon)/.test(id)).map(({ id }) => [id]),
)('the panel of %s makes the stock, the budget and the coupon that it takes for granted', async (id) => {
  await using sandbox = await createSandbox()
  const trial = trialOf(
    spec.operations.find((one) => one.id === id)!,
    spec,
  )
  const asked = { base: sandbox.url, options: trial.options, prepared: true, words: wordsOf('en') }
  const { shown, options } = await runTrial(trial, asked)
  // Files of a stock are made on the day after its end, and no page may move the clock to it.
  expect(shown.answer).toMatchObject({ status: /(?:Use|Refund)Flow$/.test(id) ? 404 : 200 })
  if (trial.before?.steps.some((step) => typeof step === 'object' && step.gives === 'stock_id'))
    expect(JSON.stringify(options)).not.toContain(String(find(trial.options, 'stock_id')))
})

test('the panel says by whom and how a call is made', () => {
  const trial = (id: string) =>
    trialOf(
      spec.operations.find((one) => one.id === id)!,
      spec,
    )
  expect(trial('v2PayUnifiedorder').options).toMatchObject({ xml: { sign_type: 'HMAC-SHA256', trade_type: 'JSAPI' } })
  expect(trial('merchantMediaUpload').options).toMatchObject({ meta: {}, file: { base64: '4oCm' } })
  expect(trial('payPartnerTransactionsJsapi').as).toBe('partner')
  expect(trial('payTransactionsJsapi').as).toBeUndefined()
  expect(trial('billTradebill').yesterday).toEqual(['bill_date'])
})

describe.skipIf(executablePath === undefined)('the panel, in a browser', () => {
  let tabs: Tabs
  let script: string
  let sandbox: Sandbox
  let site: { url: string; close: () => void }
  let page: Page
  /** Where the page has sent something. */
  let called: string[]

  beforeAll(async () => {
    tabs = await Tabs.launch(executablePath!)
    sandbox = await createSandbox()
    const input = fileURLToPath(new URL('../.vitepress/theme/try-it.ts', import.meta.url))
    const bundle = await rolldown({ input })
    const { output } = await bundle.generate({ format: 'iife', name: 'panel' })
    script = `${output[0].code}\npanel.tryCalls()`
    site = await serve()
  })
  afterAll(async () => {
    await tabs[Symbol.asyncDispose]()
    await sandbox.close()
    site.close()
  })
  beforeEach(async () => {
    called = []
    page = await tabs.open({ viewport: { width: 1024, height: 900 } })
    page.on('request', (request) => called.push(new URL(request.url()).host))
  })
  afterEach(() => tabs.giveBack(page))

  /** A page with the panel of an operation, as the generator writes it. */
  async function serve() {
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docs')
      const lang = searchParams.get('lang') ?? 'zh-CN'
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(
        `<!doctype html><html lang="${lang}"><link rel="icon" href="data:,"><body class="vp-doc">` +
          `${panelOf(pathname.slice(1))}<script>${script}</script></body></html>`,
      )
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
  }

  async function open(id: string, address = sandbox.url): Promise<void> {
    await page.goto(`${site.url}/${id}`)
    await page.locator('summary').click()
    await page.locator('[name="sandbox"]').fill(address)
  }

  const send = () => page.locator('button').click()
  const part = (name: string) => page.locator(`pre[data-part^="${name}"]`)

  test('completes a pay-after order: prepared, queried, signed, answered', async () => {
    await open('payafterOrderComplete')
    await send()
    await part('应答 200').waitFor()
    const { out_order_no, json } = JSON.parse(await page.locator('textarea').inputValue()) as {
      out_order_no: string
      json: { finish_ticket: string; total_amount: number }
    }
    const order = await sandbox.control.order(out_order_no)
    expect(order.state).toMatch(/FINISHED|USER_PAID/)
    expect(await part('请求').textContent()).toContain(`POST /v3/payscore/payafter-orders/${out_order_no}/complete`)
    expect(await part('请求').textContent()).toContain('Authorization: WECHATPAY2-SHA256-RSA2048')
    expect(await part('签名串').textContent()).toContain(json.finish_ticket)
    expect(await part('应答').textContent()).toContain('"order_id"')
    expect(await page.locator('.steps li').count()).toBe(3)
  })

  test.each([
    ['payafterOrderCreate', 200],
    ['payafterOrderQuery', 200],
    ['payafterOrderCancel', 200],
    ['payTransactionsNative', 200],
    ['payTransactionByOutTradeNo', 200],
    ['payTransactionByOutTradeNoClose', 204],
    ['payPartnerTransactionById', 200],
    ['refundDomesticRefund', 200],
    ['v2PayOrderquery', 200],
    ['merchantMediaUpload', 200],
    ['brandMarketingProductCouponProductCouponQuery', 200],
    ['capitalCapitallhhAreasProvinceCities', 200],
  ])('sends %s as it stands on its page', async (id, status) => {
    await open(id)
    await send()
    await part(`应答 ${status}`).waitFor()
  })

  test('sends a call of APIv2 as signed XML, its key left out of what is shown', async () => {
    await open('v2PayUnifiedorder')
    await send()
    await part('应答 200').waitFor()
    expect(await part('请求').textContent()).toMatch(/^POST \/pay\/unifiedorder\n[^]*<sign>[\dA-F]{64}<\/sign>/)
    expect(await part('签名串').textContent()).toMatch(/^appid=.*&key=APIv2 密钥$/)
    expect(await part('应答').textContent()).toContain('<prepay_id>')
  })

  test('a number is new each time, so that a call can be sent twice', async () => {
    await open('combineTransactionsNative')
    await send()
    await part('应答 200').waitFor()
    const numbers = async () => (await page.locator('textarea').inputValue()).match(/"T\d{13}\w?"/g)
    const first = await numbers()
    expect(first).toHaveLength(3)
    await page.locator('textarea').fill((await page.locator('textarea').inputValue()).replace('深圳分店', '广州分店'))
    await send()
    await expect.poll(numbers).not.toEqual(first)
    await part('应答 200').waitFor()
  })

  test('a refusal is an answer', async () => {
    await open('payafterOrderComplete')
    await page.locator('[name="before"]').uncheck()
    await page.locator('textarea').fill(JSON.stringify({ out_order_no: 'T404', json: { appid: 'wx' } }))
    await send()
    await part('应答 400').waitFor()
  })

  test('the address is asked for once', async () => {
    await open('payafterOrderCreate')
    await send()
    await part('应答').waitFor()
    await page.goto(`${site.url}/payTransactionsNative`)
    await page.locator('summary').click()
    expect(await page.locator('[name="sandbox"]').inputValue()).toBe(sandbox.url)
  })

  test.each([
    'https://api.mch.weixin.qq.com',
    'http://evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://user:word@localhost:8420',
  ])('nothing is sent to %s', async (address) => {
    await open('payafterOrderCreate', address)
    await send()
    expect(await page.locator('.problem').textContent()).toContain('只发往本机')
    expect(new Set(called)).toEqual(new Set([new URL(site.url).host]))
  })

  test('says how to start a sandbox where none answers', async () => {
    await open('payafterOrderCreate', 'http://127.0.0.1:9')
    await send()
    await page.locator('.problem').waitFor()
    expect(await page.locator('.shown').textContent()).toContain('npm run sandbox -- --env .env')
  })

  test('no key comes to the page', async () => {
    const said: string[] = []
    page.on('response', async (response) => said.push(await response.text().catch(() => '')))
    await open('payTransactionsNative')
    await send()
    await part('应答 200').waitFor()
    const { privateKey, apiV3Key, apiV2Key } = sandbox.merchant
    for (const secret of [privateKey.split('\n')[1]!, apiV3Key, apiV2Key]) {
      expect(said.filter((text) => text.includes(secret))).toEqual([])
    }
  })

  test('speaks English on English pages', async () => {
    await page.goto(`${site.url}/payTransactionsNative?lang=en`)
    await page.locator('summary').click()
    await page.locator('[name="sandbox"]').fill(sandbox.url)
    await page.locator('button', { hasText: 'Send' }).click()
    await part('Answer 200').waitFor()
  })
})
