import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSpec } from '../../packages/codegen/src/index.ts'
import { findBrowser, launchBrowser, newPage } from '../../packages/sandbox/test/console/browser.ts'
import { hasPage, isSent, operationLink } from '../generator/coverage.ts'
import { breakable, escape } from '../generator/html.ts'
import { pages as generatedPages } from '../generator/pages.ts'
import { eventUrl, operationUrl, sectionOf } from '../generator/page-url.ts'
import { buildSite, builtPages, serveSite } from './support/site.ts'

const spec = loadSpec()
const executablePath = findBrowser()
/** In the browser: the page answers to its reader. */
const alive = 'document.querySelector("#app").__vue_app__'
let folder: string
let pages: ReadonlyMap<string, string>

beforeAll(async () => {
  folder = await buildSite()
  pages = await builtPages(folder)
})

describe('the site', () => {
  test('has a page for each operation and each notification that the sandbox plays', () => {
    const wanted = [...spec.operations.filter(hasPage).map(operationUrl), ...spec.webhooks.filter(isSent).map(eventUrl)]
    expect(wanted.filter((address) => !pages.has(address))).toEqual([])
    expect(wanted.length).toBeGreaterThan(8)
  })

  test('names every operation and every notification, with the way to its documentation', () => {
    const missing = (page: string, parts: readonly (string | undefined)[]) =>
      parts.some((part) => part !== undefined && pages.get(page)?.includes(part) !== true)
    const operations = spec.operations.filter((operation) => {
      const link = operationLink(operation)?.replaceAll('&', '&amp;')
      return missing(`/api/${sectionOf(operation)}/`, [breakable(operation.path), escape(operation.title), link])
    })
    const events = spec.webhooks.filter((webhook) => missing('/api/events/', [webhook.name, escape(webhook.title)]))
    expect([...operations, ...events].map(({ id }) => id)).toEqual([])
  })

  test('is made of the same files every time', () => {
    expect([...generatedPages(loadSpec())]).toEqual([...generatedPages(spec)])
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
    for (const address of pages.keys()) {
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

  test.each(['完结', '扣款', '退款', 'ticket'])('a search for %s finds pages that say it', async (word) => {
    const { page } = await open('/guide/quick-start', 1440)
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill(word)
    const result = page.locator('.VPLocalSearchBox a.result').first()
    await result.waitFor()
    const found = new URL((await result.getAttribute('href')) ?? '', site.url)
    expect(pages.get(found.pathname)).toContain(word)
    await page.close()
  })

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
})
