import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSpec } from '../../packages/codegen/src/index.ts'
import { findBrowser, launchBrowser, newPage } from '../../packages/sandbox/test/console/browser.ts'
import { breakable, escape } from '../generator/html.ts'
import { pages as generatedPages } from '../generator/pages.ts'
import { eventUrl, operationUrl, sectionOf } from '../generator/page-url.ts'
import { buildSite, builtPages, docsFolder, serveSite } from './support/site.ts'

const spec = loadSpec()
const executablePath = findBrowser()
/** In the browser: the page answers to its reader. */
const alive = 'document.querySelector("#app").__vue_app__'
/** All pages are opened, not a part of them: `WECHATPAY_DOCS=all npx vitest run docs`. */
const everyPage = process.env['WECHATPAY_DOCS'] === 'all'
let folder: string
let pages: ReadonlyMap<string, string>

beforeAll(async () => {
  folder = await buildSite()
  pages = await builtPages(folder)
})

describe('the site', () => {
  test('has a page for every operation and every notification, and leads there', () => {
    const wanted = [...spec.operations.map(operationUrl), ...spec.webhooks.map(eventUrl)]
    expect(wanted.filter((address) => !pages.has(address))).toEqual([])
    const missing = (page: string, parts: readonly string[]) => parts.some((part) => !pages.get(page)?.includes(part))
    const operations = spec.operations.filter((operation) =>
      missing(`/api/${sectionOf(operation)}/`, [
        breakable(operation.path),
        escape(operation.title),
        `href="${operationUrl(operation)}"`,
      ]),
    )
    const events = spec.webhooks.filter((webhook) =>
      missing('/api/events/', [webhook.name, escape(webhook.title), `href="${eventUrl(webhook)}"`]),
    )
    expect([...operations, ...events].map(({ id }) => id)).toEqual([])
  })

  test('links every operation to its official documentation', () => {
    const missing = spec.operations.filter(
      (operation) =>
        operation.link !== undefined && !pages.get(operationUrl(operation))?.includes(escape(operation.link)),
    )
    expect(missing.map(({ id }) => id)).toEqual([])
  })

  test('has an anchor for every field of a request and every error code', () => {
    const missing = spec.operations.flatMap((operation) => {
      const html = pages.get(operationUrl(operation)) ?? ''
      const anchors = [
        ...operation.parameters.path.map(({ name }) => `path.${name}`),
        ...operation.parameters.query.map(({ name }) => `query.${name}`),
        ...operation.errors.map(({ code }) => `error.${code}`),
      ]
      return anchors.filter((anchor) => !html.includes(`id="${anchor}"`)).map((anchor) => `${operation.id} ${anchor}`)
    })
    expect(missing).toEqual([])
    const complete = pages.get('/api/v3/payscore/payafter-orders/_out_order_no_/complete/post')
    expect(complete).toContain('id="json.fees.fee_amount"')
    expect(complete).toContain('id="data.order_id"')
  })

  test('weighs no more than a page may, compressed', () => {
    const heavy = [...pages].filter(([, html]) => gzipSync(html).length > 160_000).map(([address]) => address)
    expect(heavy).toEqual([])
  })

  test('is made of the same files every time', async () => {
    const made = [...generatedPages(spec)]
    const written = await Promise.all(made.map(([file]) => readFile(join(docsFolder, file), 'utf8')))
    expect(made.filter(([, content], index) => content !== written[index]).map(([file]) => file)).toEqual([])
  })

  test('has no link that leads nowhere', () => {
    const broken: string[] = []
    for (const [address, html] of pages) {
      for (const [, href = ''] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
        const target = new URL(href.replaceAll('&amp;', '&'), `http://site${address}`)
        if (target.host !== 'site') continue
        const page = pages.get(target.pathname)
        const anchor = decodeURIComponent(target.hash.slice(1))
        if (page === undefined || (anchor !== '' && !page.includes(`id="${anchor}"`)))
          broken.push(`${address} → ${href}`)
      }
    }
    expect(broken).toEqual([])
  })

  test('gives each product a sidebar of its own', () => {
    const address = '/api/v3/payscore/payafter-orders/post'
    const inSidebar = [...(pages.get(address) ?? '').matchAll(/class="VPLink link link" href="([^"]+)"/g)]
    expect(inSidebar.length).toBeGreaterThan(4)
    expect(inSidebar.every(([, href]) => href?.startsWith('/api/v3/payscore/'))).toBe(true)
  })
})

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>

  beforeAll(async () => {
    site = await serveSite(folder)
    browser = await launchBrowser(executablePath!)
  })
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })

  /** Every page that is written by hand, and a fixed part of those that are made: all if asked for. */
  function visited(addresses: Iterable<string>): string[] {
    const all = [...addresses].toSorted()
    if (everyPage) return all
    const isMade = (address: string) => /^\/api\/.*[^/]$/.test(address)
    return all.filter((address, index) => !isMade(address) || index % 40 === 0)
  }

  /** Opens a page and waits until it is alive. */
  async function open(address: string, width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await newPage(browser, { viewport: { width, height: 900 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(site.url + address)
    await page.waitForFunction(alive)
    return { page, complaints }
  }

  test('no page scrolls sideways or complains, on a phone or a desk', async () => {
    const wrong: string[] = []
    const { page, complaints } = await open('/', 390)
    for (const address of visited(pages.keys())) {
      // The page of an address that does not exist is one of them; that it answers 404 is no complaint.
      const missing = address === '/404'
      await page.goto(site.url + (missing ? '/no-such-page' : address))
      await page.waitForFunction(alive)
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        if (Number(overflow) > 0) wrong.push(`${address} is ${String(overflow)} px too wide at ${width}`)
      }
      wrong.push(...complaints.splice(0).flatMap((complaint) => (missing ? [] : [`${address}: ${complaint}`])))
    }
    await page.close()
    expect(wrong).toEqual([])
  })

  test.each(['完结', '扣款', '退款', 'ticket', 'PARAM_ERROR', 'out_trade_no'])(
    'a search for %s finds pages that say it',
    async (word) => {
      const { page } = await open('/guide/quick-start', 1440)
      await page.keyboard.press('Control+k')
      await page.locator('.VPLocalSearchBox input').fill(word)
      const result = page.locator('.VPLocalSearchBox a.result').first()
      await result.waitFor()
      const found = new URL((await result.getAttribute('href')) ?? '', site.url)
      expect(pages.get(found.pathname)).toContain(word)
      await page.close()
    },
  )

  test('a limit explains itself to the keyboard', async () => {
    const { page } = await open('/api/v3/payscore/payafter-orders/post', 390)
    await page.locator('.tip.lock').first().focus()
    const bubble = await page.evaluate('getComputedStyle(document.activeElement, "::after").content')
    expect(bubble).toContain('传明文即可')
    await page.close()
  })

  test('the tab chosen on one page is chosen on the next', async () => {
    const { page } = await open('/api/v3/payscore/payafter-orders/post', 1440)
    await page.locator('.vp-code-group label', { hasText: '同步声明式' }).click()
    await page.goto(`${site.url}/api/v3/payscore/payafter-orders/_out_order_no_/complete/post`)
    await page.locator('.vp-code-group input:checked + label', { hasText: '同步声明式' }).waitFor()
    expect(await page.locator('.vp-code-group div.active').textContent()).toContain('await wxpay.chain(')
    await page.close()
  })

  test('the fields that may be left out can be hidden, and are not copied then', async () => {
    const { page } = await open('/api/v3/pay/transactions/jsapi/post', 1440)
    const shown = () => page.locator('.vp-code-group div.active pre').innerText()
    expect(await shown()).toContain('goods_tag')
    await page.locator('.switch label', { hasText: '必填字段' }).click()
    expect(await shown()).not.toContain('goods_tag')
    expect(await shown()).toContain('out_trade_no')
    expect(await page.locator('.optional:not(.vp-copy-ignore)').count()).toBe(0)
    await page.goto(`${site.url}/api/v3/pay/transactions/native/post`)
    await page.locator('.switch input[value="required"]:checked').waitFor({ state: 'attached' })
    expect(await shown()).not.toContain('goods_tag')
    await page.close()
  })
})
