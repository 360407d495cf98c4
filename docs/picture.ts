import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createSandbox, type Sandbox } from '@wechatpay-ts/sandbox'
import { WechatPay } from 'wechatpay-ts'
import { completion } from 'wechatpay-ts/payscore'
import { Tabs, findBrowser } from '../packages/sandbox/test/console/browser.ts'

/** Renews the pictures of the sandbox's page on the home page: `npm run picture -w @wechatpay-ts/docs`. */

export const picture = { width: 1280, height: 800, schemes: ['light', 'dark'] } as const

type Scheme = (typeof picture.schemes)[number]

export function pictureFile(scheme: Scheme): URL {
  return new URL(`public/sandbox-${scheme}.png`, import.meta.url)
}

const rental = Date.parse('2026-03-01T10:00:00+08:00')

export interface Picture {
  readonly image: Buffer
  /** Headings of the panels that the picture shows, in the order of the page. */
  readonly panels: readonly string[]
}

/** Takes both pictures of a page with three rentals: paid, running, and waiting for the user on the phone. */
export async function takePictures(executablePath: string): Promise<ReadonlyMap<Scheme, Picture>> {
  await promisify(execFile)('npm', ['run', '--silent', 'build:console'], {
    cwd: new URL('../packages/sandbox', import.meta.url),
  })
  await using sandbox = await createSandbox({ clock: { now: rental, frozen: true } })
  await rent(sandbox)
  await using tabs = await Tabs.launch(executablePath)
  const taken = new Map<Scheme, Picture>()
  for (const colorScheme of picture.schemes) {
    const { width, height } = picture
    const page = await tabs.open({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto(sandbox.url)
    const detail = page.locator('.detail', { hasText: 'PB20260301000003' })
    // The last parts that a busy machine shows: tasks and notifications of the order, and what the user owns.
    await detail.getByText('订单过期').waitFor()
    await page.getByText('这里会出现发给商户的通知').waitFor()
    for (const name of ['用户的手机', '代金券']) await page.getByRole('region', { name }).waitFor()
    await page.evaluate('document.fonts.ready')
    const panels = await page.evaluate<string[]>(headingsInView)
    taken.set(colorScheme, { image: await page.screenshot(), panels })
    await tabs.giveBack(page)
  }
  return taken
}

/** In the browser. Counts of panels stand in their headings and are left out. */
const headingsInView = `[...document.querySelectorAll('h2')]
  .filter((heading) => heading.checkVisibility() && heading.getBoundingClientRect().bottom < innerHeight)
  .map((heading) => heading.firstChild.textContent.trim())`

async function rent({ clientOptions, clock, control, merchant }: Sandbox): Promise<void> {
  const wxpay = new WechatPay(clientOptions)
  const { appid, serviceId: service_id } = merchant
  const numbers = ['PB20260301000001', 'PB20260301000002', 'PB20260301000003']
  const orders = wxpay.v3.payscore.payafterOrders
  for (const out_order_no of numbers) {
    await orders.post({
      json: {
        appid,
        service_id,
        out_order_no,
        service_start_time: 'OnAccept',
        service_start_location: '深圳湾万象城A柜',
        service_introduction: '共享充电宝租借',
        fees: [{ fee_name: '租借费用', fee_desc: '2.5元/30分钟,24小时封顶20元' }],
        risk_amount: 9900,
      },
    })
  }
  const [paid = '', running = ''] = numbers
  await control.confirm(paid)
  await control.confirm(running)
  await clock.advance(50 * 60_000)
  const { data: order } = await orders.get({ query: { appid, service_id, out_order_no: paid } })
  const json = completion({
    order,
    endTime: '20260301104900',
    endLocation: '科兴科学园B座大堂',
    fees: [{ fee_name: '租借费用', fee_amount: 500 }],
  })
  await orders._out_order_no_.complete.post({ out_order_no: paid, json })
  await clock.advance(5_000)
  wxpay.close()
}

if (import.meta.main) {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('no Chromium on this machine: install it, or set CHROMIUM_PATH')
  for (const [scheme, { image }] of await takePictures(executablePath)) {
    await writeFile(pictureFile(scheme), image)
    console.log(`docs/public/sandbox-${scheme}.png ${image.length} bytes`)
  }
}
