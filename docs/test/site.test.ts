import { existsSync, readFileSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemaFields } from '../../packages/codegen/src/index.ts'
import { Tabs, findBrowser } from '../../packages/sandbox/test/console/browser.ts'
import { breakable, escape } from '../generator/parts/html.ts'
import { eventUrl, operationUrl, sectionOf } from '../generator/navigation/page-url.ts'
import { productOf } from '../generator/navigation/products.ts'
import { inSample } from '../generator/sample.ts'
import { productUrl } from '../generator/navigation/sidebars.ts'
import { generated, spec } from './support/generated.ts'
import { buildSite, builtPages, docsFolder, serveSite } from './support/site.ts'

const executablePath = findBrowser()
/** In the browser: the page answers to its reader. */
const alive = 'document.querySelector("#app").__vue_app__'
/** The whole site is built: `WECHATPAY_DOCS=all npx vitest run docs`. Else a part of the pages. */
const everyPage = process.env['WECHATPAY_DOCS'] === 'all'

let folder: string
/** HTML of the pages that are built. */
let pages: ReadonlyMap<string, string>
/** Every generated file. */
const made = [...generated()]
/** Markdown of all generated pages. */
const sources = new Map<string, string>(
  made.flatMap(([file, text]) =>
    file.endsWith('.md') ? [[`/${file.replace(/(?:(^|\/)index)?\.md$/, '$1')}`, text] as const] : [],
  ),
)

/** One address of each kind of page. */
const kinds = [
  '/',
  '/en/',
  '/guide/payafter-orders',
  '/guide/sandbox',
  '/api/',
  '/api/products/payments',
  '/api/v3/payscore/',
  '/api/v3/payscore/payafter-orders/_out_order_no_/complete/post',
  '/api/v2/pay/unifiedorder/post',
  '/api/events/payscore/user-paid',
  '/no-such-page',
]

beforeAll(async () => {
  folder = await buildSite(everyPage ? 'all' : 'sample')
  pages = await builtPages(folder)
})

describe('the site', () => {
  test('has a page for every operation and every notification, and leads there', () => {
    const chinese = [...spec.operations.map(operationUrl), ...spec.webhooks.map(eventUrl)]
    const wanted = [...chinese, ...chinese.map((address) => `/en${address}`)]
    expect(wanted.filter((address) => !sources.has(address))).toEqual([])
    if (everyPage) expect([...sources.keys()].filter((address) => !pages.has(address) && !isPart(address))).toEqual([])
    const built = everyPage ? pages : sources
    const missing = (page: string, parts: readonly string[]) => parts.some((part) => !built.get(page)?.includes(part))
    const lists = spec.operations.flatMap((operation) => {
      const parts = [breakable(operation.path), escape(operation.title), `href="${operationUrl(operation)}"`]
      const addresses = [`/api/${sectionOf(operation)}/`, productUrl(productOf(operation))]
      return addresses.filter((page) => missing(page, parts)).map((page) => `${page} ${operation.id}`)
    })
    const events = spec.webhooks.filter((webhook) =>
      missing('/api/events/', [webhook.name, escape(webhook.title), `href="${eventUrl(webhook)}"`]),
    )
    expect([...lists, ...events.map(({ name }) => name)]).toEqual([])
  })

  test('has no page without a heading and a title', () => {
    const empty = [...pages].filter(
      ([address, html]) => address !== '/404' && !(/<h1[ >]/.test(html) && /<title>[^<]+<\/title>/.test(html)),
    )
    expect(empty.map(([address]) => address)).toEqual([])
  })

  test('links every operation to its official documentation', () => {
    const missing = spec.operations.filter(
      (operation) =>
        operation.link !== undefined && !sources.get(operationUrl(operation))?.includes(escape(operation.link)),
    )
    expect(missing.map(({ id }) => id)).toEqual([])
  })

  test('has an anchor for every field and every error code', () => {
    const missing = spec.operations.flatMap((operation) => {
      const text = sources.get(operationUrl(operation)) ?? ''
      const anchors = [
        ...operation.parameters.path.map(({ name }) => `path.${name}`),
        ...operation.parameters.query.map(({ name }) => `query.${name}`),
        ...operation.errors.map(({ code }) => `error.${code}`),
        ...(operation.redirect || operation.response.schema === undefined
          ? []
          : schemaFields(operation.response.schema).map(({ path }) => `data.${path.replaceAll('[]', '')}`)),
      ]
      return anchors.filter((anchor) => !text.includes(`id="${anchor}"`)).map((anchor) => `${operation.id} ${anchor}`)
    })
    expect(missing).toEqual([])
    const complete = pages.get('/api/v3/payscore/payafter-orders/_out_order_no_/complete/post')
    expect(complete).toContain('id="json.fees.fee_amount"')
    expect(complete).toContain('id="data.order_id"')
  })

  test('weighs no more than a page may, compressed, with all that it loads', () => {
    const sizes = new Map<string, number>()
    const sizeOf = (file: string): number => {
      const size = sizes.get(file) ?? gzipSync(readFileSync(join(folder, file))).length
      sizes.set(file, size)
      return size
    }
    const weights = [...pages].map(([address, html]) => {
      const loaded = [...html.matchAll(/<(?:script|link) [^>]*?(?:src|href)="(\/assets\/[^"]+)"/g)]
      const total = loaded.reduce((sum, [, file]) => sum + sizeOf(file!), gzipSync(html).length)
      return { address, total }
    })
    expect(weights.filter(({ total }) => total > 160_000)).toEqual([])
  })

  test('loads no sidebar and no search index with a page', async () => {
    const chunks = await readdir(join(folder, 'assets/chunks'))
    const index = chunks.filter((file) => file.startsWith('@localSearchIndex'))
    const sidebars = chunks.filter((file) => /^(?:payments|marketing|v2)\./.test(file))
    expect(sidebars.length).toBeGreaterThanOrEqual(3)
    for (const file of [...index, ...sidebars])
      expect([...pages].filter(([, html]) => html.includes(file)).map(([address]) => address)).toEqual([])
    for (const file of index)
      expect(gzipSync(await readFile(join(folder, 'assets/chunks', file))).length).toBeLessThan(2_000_000)
  })

  test('is made of the same files every time', async () => {
    const sample = new Set(inSample(made.map(([file]) => file)))
    const wanted = made.filter(([file]) => everyPage || sample.has(file))
    const written = await Promise.all(wanted.map(([file]) => readFile(join(docsFolder, file), 'utf8')))
    expect(wanted.filter(([, content], index) => content !== written[index]).map(([file]) => file)).toEqual([])
  })

  test('has no link that leads nowhere', () => {
    const broken: string[] = []
    for (const [address, html] of pages) {
      for (const [, href = ''] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
        const target = new URL(href.replaceAll('&amp;', '&'), `http://site${address}`)
        if (target.host !== 'site') continue
        const anchor = decodeURIComponent(target.hash.slice(1))
        if (!leadsSomewhere(decodeURI(target.pathname), anchor)) broken.push(`${address} → ${href}`)
      }
    }
    expect(broken).toEqual([])
  })

  test('leads from every guide to the reference, and from the home page to the files for machines', () => {
    const guides = [...pages].filter(([address]) => /^(?:\/en)?\/guide\//.test(address))
    const lone = guides.filter(([address, html]) => {
      const label = address.startsWith('/en/') ? 'API reference: ' : '接口参考：'
      return !html.includes(`<p>${label}<a href="/en/reference/`)
    })
    expect(lone.map(([address]) => address)).toEqual([])
    for (const address of ['/', '/en/', '/guide/testing', '/en/guide/testing']) {
      const files = ['/SKILL.md', address.startsWith('/en/') ? '/en/llms.txt' : '/llms.txt', '/openapi.json']
      expect(files.filter((file) => !pages.get(address)?.includes(`<a href="${file}" target="_self"`))).toEqual([])
    }
  })

  /** A page that is not built has its anchors in its source: rows of tables, and headings. */
  function leadsSomewhere(path: string, anchor: string): boolean {
    const [html, source] = [pages.get(path), sources.get(path)]
    if (html !== undefined) return anchor === '' || html.includes(`id="${anchor}"`)
    // Files for machines: /SKILL.md.
    if (source === undefined) return extname(path) !== '' && existsSync(join(folder, path))
    return anchor === '' || source.includes(`id="${anchor}"`) || source.includes(`\n## ${anchor}\n`)
  }

  test('gives each product a sidebar of its own, and leads on from page to page', () => {
    const html = pages.get('/api/v3/pay/transactions/jsapi/post') ?? ''
    const inSidebar = [...html.matchAll(/class="VPLink link link" href="([^"]+)"/g)].map(([, href]) => href)
    expect(inSidebar.slice(0, 2)).toEqual(['/api/products/payments', '/api/v3/pay/transactions/jsapi/post'])
    expect(inSidebar).toContain('/api/v3/refund/domestic/refunds/post')
    expect(inSidebar).not.toContain('/api/v3/payscore/payafter-orders/post')
    expect(html).toMatch(/pager-link next[^>]*href="\/api\/v3\/pay\/partner\/transactions\/jsapi\/post"/)
    expect(html).toContain('<a href="/api/products/payments">基础支付</a>')
  })

  test('labels blocks of code in the language of the page', () => {
    const wrong = [...pages].filter(([address, html]) => {
      const labels = [...html.matchAll(/<button title="([^"]*)"|<span class="lang">([^<]*)</g)].map(
        (match) => match[1] ?? match[2]!,
      )
      const isForeign = address.startsWith('/en/') ? /\p{Script=Han}/u : /^(?:Copy code|Output)$/
      return labels.some((label) => isForeign.test(label))
    })
    expect(wrong.map(([address]) => address)).toEqual([])
    expect(pages.get('/en/guide/errors')).toContain('<span class="lang">Output</span>')
  })

  test('loads types of names in guides only when somebody asks for them', () => {
    const guides = [...pages].filter(([address]) => /^(?:\/en)?\/guide\//.test(address))
    const blocks = guides.map(([address, html]) => [
      address,
      [...html.matchAll(/<div class="language-[jt]sx?\b/g)].length,
      [...html.matchAll(/<pre [^>]*data-types="[\w-]{12}"/g)].length,
    ])
    expect(blocks.filter(([, programs, typed]) => programs !== typed)).toEqual([])
    expect(blocks.length).toBeGreaterThan(40)
  })

  test('tells search engines and other sites about its pages', async () => {
    const map = await readFile(join(folder, 'sitemap.xml'), 'utf8')
    const listed = new Set([...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url!).pathname))
    expect([...pages.keys()].filter((address) => !listed.has(address) && address !== '/404')).toEqual([])
    const html = pages.get('/guide/errors') ?? ''
    expect(html).toContain('<meta property="og:title" content="错误处理 | wechatpay-ts">')
    expect(html).toMatch(/<link rel="canonical" href="http[^"]+\/guide\/errors">/)
    for (const picture of ['share.png', 'favicon.svg', 'favicon-48.png', 'favicon-180.png'])
      expect((await readFile(join(folder, picture))).length).toBeGreaterThan(0)
  })
})

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let tabs: Tabs
  let site: Awaited<ReturnType<typeof serveSite>>

  beforeAll(async () => {
    site = await serveSite(folder)
    tabs = await Tabs.launch(executablePath!)
  })
  afterAll(async () => {
    await tabs[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  /**
   * Every page that is written by hand, and some of those that are made: of operations, lists, and the reference. Unless
   * all is asked for, guides take turns: one in Chinese, the next in English.
   */
  function visited(): string[] {
    const all = [...pages.keys()].filter((address) => address !== '/404').toSorted()
    const isMade = (address: string): boolean => /^(?:\/en)?\/(?:api|reference)\//.test(address)
    const guides = all.filter((address) => address.startsWith('/guide/'))
    const passed = everyPage ? [] : guides.map((address, index) => (index % 2 === 0 ? `/en${address}` : address))
    return [
      ...all.filter((address) => !isMade(address) && !passed.includes(address)),
      ...all.filter(isMade).filter((_, index) => index % 8 === 0),
    ]
  }

  /** Opens a page and waits until it is alive. */
  async function open(address: string, width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await tabs.open({ viewport: { width, height: 900 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(site.url + address)
    await page.waitForFunction(alive)
    return { page, complaints }
  }

  test('no page scrolls sideways or complains, on a phone or a desk', async () => {
    const wrong: string[] = []
    const addresses = visited().values()
    const visitRest = async (): Promise<void> => {
      const { page, complaints } = await open('/', 390)
      for (const address of addresses) {
        await page.goto(site.url + address)
        await page.waitForFunction(alive)
        wrong.push(...(await tooWide(page, [390, 1440])).map((width) => `${address} at ${width}`))
        wrong.push(...complaints.splice(0).map((complaint) => `${address}: ${complaint}`))
      }
      await tabs.giveBack(page)
    }
    // While one tab waits for its page, the other is drawn.
    await Promise.all([visitRest(), visitRest()])
    expect(wrong).toEqual([])
  })

  test('every kind of page can be read by everybody, at three widths, light and dark', async () => {
    const wrong: string[] = []
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const { page, complaints } = await open('/', 390)
    for (const address of kinds) {
      await page.goto(site.url + address)
      await page.waitForFunction(alive)
      await page.evaluate(axe)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.waitForFunction(`document.documentElement.classList.contains('dark') === ${colorScheme === 'dark'}`)
        wrong.push(...(await tooWide(page, [390, 1024, 1440])).map((width) => `${address} at ${width}`))
        // Narrow pages in the light and wide ones in the dark stand for the rest, unless all is asked for.
        for (const width of everyPage ? [390, 1024, 1440] : [colorScheme === 'light' ? 390 : 1440]) {
          await page.setViewportSize({ width, height: 900 })
          const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })')
          const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${String(target)}`))
          wrong.push(...found.map((what) => `${address} ${width} ${colorScheme}: ${what}`))
        }
      }
      // That an address which does not exist answers 404 is no complaint.
      if (address !== '/no-such-page') wrong.push(...complaints.map((complaint) => `${address}: ${complaint}`))
      complaints.length = 0
    }
    await tabs.giveBack(page)
    expect(wrong).toEqual([])
  })

  test('diagrams keep their size on a phone, and scroll', async () => {
    const { page } = await open('/guide/payafter-orders', 390)
    const scrolls = await page.evaluate(
      '[...document.querySelectorAll("figure.diagram")].map((one) => one.scrollWidth > one.clientWidth)',
    )
    expect(scrolls).toEqual([true])
    await tabs.giveBack(page)
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
      await tabs.giveBack(page)
    },
  )

  test.each([
    ['out_trade_no', /^\/api\/v3\/pay\/transactions\//],
    ['notify_url', /^\/api\/v3\/pay\/transactions\//],
    ['查单', /^\/api\/v3\/pay\/transactions\/out-trade-no\/_out_trade_no_\/get$/],
    ['对账单', /^\/api\/v3\/bill\/tradebill\/get$/],
    ['refund', /^\/api\/v3\/refund\/domestic\/refunds\/post$/],
    ['PARAM_ERROR', /^\/guide\/errors/],
  ])('a search for %s leads with common products', async (word, address) => {
    const { page } = await open('/guide/quick-start', 1440)
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill(word)
    const result = page.locator('.VPLocalSearchBox a.result').first()
    await result.waitFor()
    expect(await result.getAttribute('href')).toMatch(address)
    await tabs.giveBack(page)
  })

  test('a limit explains itself to the keyboard', async () => {
    const { page } = await open('/api/v3/payscore/payafter-orders/post', 390)
    await page.locator('.tip.lock').first().focus()
    const bubble = await page.evaluate('getComputedStyle(document.activeElement, "::after").content')
    expect(bubble).toContain('传明文即可')
    await tabs.giveBack(page)
  })

  describe('a name in the program of a guide', () => {
    const name = (page: Page, text: string) => page.locator('.typed', { hasText: text }).first()
    const shape = 'JSON.stringify([...document.querySelectorAll("pre")].map((one) => one.getBoundingClientRect()))'

    test('shows its type and its comment under the pointer, in the language of the guide', async () => {
      for (const [address, comment] of [
        ['/guide/quick-start', '商户订单号'],
        ['/en/guide/quick-start', 'Merchant order number'],
      ] as const) {
        const { page, complaints } = await open(address, 1440)
        const before = await page.evaluate(shape)
        await page.locator('pre[data-types]').first().hover()
        await name(page, 'out_trade_no').hover()
        const decoration = 'getComputedStyle(document.querySelector(".typed")).textDecorationLine'
        expect(await page.evaluate(decoration)).toBe('underline')
        const tip = page.getByRole('tooltip')
        expect(await tip.innerText()).toContain('(property) out_trade_no: string')
        expect(await tip.innerText()).toContain(comment)
        const box = (await tip.boundingBox())!
        const [x, y] = [Math.round(box.x) + 9, Math.round(box.y) + 9]
        await page.mouse.move(x, y) // it stays for whoever wants to read or copy it
        expect(await tip.isVisible()).toBe(true)
        await page.keyboard.press('Escape')
        await tip.waitFor({ state: 'hidden' })
        // A browser tells of the name that now lies under the pointer, though nobody has pointed at it.
        const told = { bubbles: true, pointerType: 'mouse', clientX: x, clientY: y }
        await name(page, 'WechatPay').dispatchEvent('pointerover', told)
        expect(await tip.count()).toBe(0)
        await page.evaluate('scrollTo(0, 0)')
        expect(await page.evaluate(shape)).toBe(before)
        expect(complaints).toEqual([])
        await tabs.giveBack(page)
      }
    })

    test('shows them to the keyboard, name by name', async () => {
      const { page } = await open('/guide/quick-start', 1440)
      await page.locator('pre[data-types]').first().focus()
      await name(page, 'WechatPay').waitFor()
      await page.keyboard.press('Tab')
      const tip = page.getByRole('tooltip')
      expect(await tip.innerText()).toContain('interface WechatPay')
      await page.keyboard.press('ArrowRight')
      expect(await tip.innerText()).toContain('function nativeOrder')
      const described = 'document.querySelector(":focus").getAttribute("aria-describedby")'
      expect(await page.evaluate(described)).toBe(await tip.getAttribute('id'))
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.waitForFunction(`document.documentElement.classList.contains('dark') === ${colorScheme === 'dark'}`)
        const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })')
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => String(target))])).toEqual([])
      }
      await page.keyboard.press('Tab')
      await tip.waitFor({ state: 'hidden' })
      await tabs.giveBack(page)
    })

    test('shows them at a tap', async () => {
      const page = await tabs.open({ viewport: { width: 390, height: 900 }, hasTouch: true })
      await page.goto(`${site.url}/guide/payafter-orders`)
      await page.waitForFunction(alive)
      await page.getByText('settlement').nth(1).tap()
      await page.getByRole('tooltip').waitFor()
      expect(await tooWide(page, [390])).toEqual([])
      await page.locator('h1').tap()
      await page.getByRole('tooltip').waitFor({ state: 'hidden' })
      await tabs.giveBack(page)
    })
  })

  test('the tab chosen on one page is chosen on the next', async () => {
    const { page } = await open('/api/v3/payscore/payafter-orders/post', 1440)
    await page.locator('.vp-code-group label', { hasText: '同步声明式' }).click()
    await page.goto(`${site.url}/api/v3/payscore/payafter-orders/_out_order_no_/complete/post`)
    await page.locator('.vp-code-group input:checked + label', { hasText: '同步声明式' }).waitFor()
    expect(await page.locator('.vp-code-group div.active').textContent()).toContain('await wxpay.chain(')
    await tabs.giveBack(page)
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
    await tabs.giveBack(page)
  })

  test('a reader who blocks storage can choose and try, too', async () => {
    const page = await tabs.openOwn({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(() => {
      const denied = {
        get: () => {
          throw new DOMException('denied', 'SecurityError')
        },
      }
      Object.defineProperty(window, 'localStorage', denied)
    })
    await page.goto(`${site.url}/api/v3/pay/transactions/jsapi/post`)
    await page.waitForFunction(alive)
    const shown = () => page.locator('.vp-code-group div.active pre').innerText()
    await page.locator('.switch label', { hasText: '必填字段' }).click()
    expect(await shown()).not.toContain('goods_tag')
    expect(await page.locator('.optional:not(.vp-copy-ignore)').count()).toBe(0)
    await page.locator('details.try summary').click()
    expect(await page.locator('details.try input[name="sandbox"]').inputValue()).toBe('http://127.0.0.1:8420')
    await page.close()
  })

  test('an address that leads nowhere names pages near it', async () => {
    const { page } = await open('/api/v3/pay/transaction/jsap/post', 390)
    const near = page.locator('.not-found li a')
    await near.first().waitFor()
    expect(await near.first().getAttribute('href')).toBe('/api/v3/pay/transactions/jsapi/post')
    await near.first().click()
    await page.locator('h1', { hasText: 'JSAPI下单' }).waitFor()
    await tabs.giveBack(page)
  })

  test('the names of all pages are loaded when a reader points at a link, and the link is followed', async () => {
    const page = await tabs.open({ viewport: { width: 1440, height: 900 } })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${site.url}/guide/errors`)
    await page.waitForFunction(alive)
    await page.locator('h1').hover()
    expect(asked).not.toContain('/hashmap.json')
    const link = page.locator('.VPSidebar a[href="/guide/webhook"]')
    await Promise.all([page.waitForResponse('**/hashmap.json'), link.hover()])
    await link.click()
    await page.waitForURL('**/guide/webhook')
    expect(asked.filter((path) => path === '/hashmap.json')).toHaveLength(1)
    // A click goes on without loading a whole page.
    expect(asked).not.toContain('/guide/webhook')
    await tabs.giveBack(page)
  })

  test('the sidebar follows from product to product', async () => {
    const { page } = await open('/api/', 1440)
    await page.locator('.catalogue a[href="/api/products/payscore"]').click()
    await page.locator('.VPSidebar a[href="/api/v3/payscore/payafter-orders/post"]').waitFor({ state: 'attached' })
    expect(await page.locator('.VPSidebar a[href^="/api/v3/pay/"]').count()).toBe(0)
    await tabs.giveBack(page)
  })
})

/** Fragments of Markdown that pages include. */
function isPart(address: string): boolean {
  return address.includes('/_parts/')
}

/** The widths at which a page scrolls sideways. */
async function tooWide(page: Page, widths: readonly number[]): Promise<number[]> {
  const wide: number[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    if (Number(overflow) > 0) wide.push(width)
  }
  return wide
}
