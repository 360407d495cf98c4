import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../console/browser.ts'
import { type Clicks, measureClicks } from '../console/clicks.ts'
import { Child } from '../harness/child.ts'
import type { Effort } from '../options.ts'
import { spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import type { Hosted, HostQuestion } from '../sandbox/host.ts'
import type { MerchantQuestion } from '../sandbox/merchant.ts'

const FEW = 50
const MOST_MS = 200
const IDLE_MS = 5_000

interface Outcome {
  readonly orders: number
  readonly clicks: Clicks
  /** Elements in the page. */
  readonly elements: number
  /** Share of a core that the page takes while nothing happens and the clock runs. */
  readonly idle: number
  /** Time to empty the sandbox, in milliseconds. */
  readonly reset: number
}

/** Measures the web page in a real browser, with few orders and with many. */
export async function consolePage(effort: Effort): Promise<Report> {
  const browser = await launchBrowser()
  try {
    const outcomes: Outcome[] = []
    for (const orders of [FEW, effort.pageOrders]) outcomes.push(await measure(browser, orders, effort.rounds))
    const many = outcomes.at(-1)!
    const slowest = Math.max(...kinds.map(([kind]) => spread(many.clicks[kind]).median))
    return {
      text: report(outcomes),
      targets: [
        {
          name: `a click on the page at ${number(many.orders)} orders, median of the slowest kind`,
          wanted: `≤ ${MOST_MS} ms`,
          measured: `${number(slowest)} ms`,
          met: slowest <= MOST_MS,
        },
      ],
      data: { outcomes },
    }
  } finally {
    await browser.close()
  }
}

const kinds = [
  ['open', 'open an order'],
  ['turn', 'turn the page of the list'],
  ['wallet', 'switch the user’s wallet'],
  ['confirm', 'confirm on the phone'],
  ['pay', 'pay on the phone'],
] as const satisfies readonly (readonly [keyof Clicks, string])[]

async function measure(browser: Browser, orders: number, rounds: number): Promise<Outcome> {
  await using host = new Child(new URL('../sandbox/host.ts', import.meta.url))
  await using merchant = new Child(new URL('../sandbox/merchant.ts', import.meta.url))
  const askHost = <Answer>(question: HostQuestion): Promise<Answer> => host.ask<Answer>(question)
  const askMerchant = <Answer>(question: MerchantQuestion): Promise<Answer> => merchant.ask<Answer>(question)

  const notifyUrl = await askMerchant<string>({ ask: 'listen' })
  const hosted = await askHost<Hosted>({ ask: 'start', database: 'memory', notifyUrl })
  await askMerchant({ ask: 'start', hosted: [hosted] })
  await askMerchant({ ask: 'rent', orders })
  await askMerchant({ ask: 'sell', payments: orders })
  await askHost({ ask: 'idle' })

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  await page.goto(hosted.url)
  await page.getByText('实时', { exact: true }).waitFor()
  const idle = await measureIdle(page)
  const clicks = await measureClicks(page, rounds)
  const elements = await page.evaluate<number>(`document.querySelectorAll('*').length`)
  await page.close()
  return { orders, clicks, elements, idle, reset: await askHost<number>({ ask: 'reset' }) }
}

async function measureIdle(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
  }
  await page.waitForTimeout(1_000)
  const before = await busy()
  await page.waitForTimeout(IDLE_MS)
  return (await busy()) - before
}

function report(outcomes: readonly Outcome[]): string {
  const header = ['ms from press to paint', ...outcomes.map(({ orders }) => `${number(orders)} orders`)]
  const times = kinds.map(([kind, name]) => [name as string].concat(outcomes.map(({ clicks }) => median(clicks[kind]))))
  const others = [
    ['elements in the page', ...outcomes.map(({ elements }) => number(elements))],
    ['idle, clock running: share of a core', ...outcomes.map(({ idle }) => `${number((idle / IDLE_MS) * 1e5)} %`)],
    ['reset, ms', ...outcomes.map(({ reset }) => number(reset))],
  ]
  return `${table(header, times)}\n\n${table(['', ...header.slice(1)], others)}`
}

function median(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const { median: middle, max } = spread(values)
  return `${number(middle)} (most ${number(max)})`
}
