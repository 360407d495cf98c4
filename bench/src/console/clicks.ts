import type { Locator, Page } from 'playwright-core'

const LONGEST_MS = 30_000

/**
 * Clicks and waits until the browser has painted the result.
 *
 * @param check an expression that becomes true in the page when the result is there
 * @returns the time from the press to that frame in milliseconds, measured in the page
 */
export async function click(page: Page, target: Locator, check: string): Promise<number> {
  await target.waitFor()
  const took = page.evaluate<number>(`new Promise((resolve, reject) => {
    let pressed
    setTimeout(() => reject(new Error('${LONGEST_MS} ms are over, and not yet: ' + ${JSON.stringify(check)})), ${LONGEST_MS})
    addEventListener('pointerdown', () => { pressed = performance.now() }, { capture: true, once: true })
    const look = () => {
      if (pressed !== undefined && (${check})) requestAnimationFrame(() => resolve(performance.now() - pressed))
      else requestAnimationFrame(look)
    }
    look()
  })`)
  await target.click()
  return took
}

/** Durations of clicks in milliseconds, by action. */
export interface Clicks {
  /** Opens another order in the list, until its details are shown. */
  readonly open: readonly number[]
  /** Turns to the older or newer page of the list. */
  readonly turn: readonly number[]
  /** Toggles the user's wallet. */
  readonly wallet: readonly number[]
  /** Pays on the phone, until the page reports success. */
  readonly pay: readonly number[]
  /** Confirms on the phone, until the service runs: a command that changes orders, tasks and notifications. */
  readonly confirm: readonly number[]
}

export async function measureClicks(page: Page, rounds: number): Promise<Clicks> {
  const clicks = { open: [], turn: [], wallet: [], confirm: [], pay: [] } satisfies Record<
    keyof Clicks,
    number[]
  > as Record<keyof Clicks, number[]>
  const orders = page.getByRole('region', { name: /^订单/ })
  const payments = page.getByRole('region', { name: /^支付订单/ })
  const rows = orders.locator('.order-row')
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  for (let round = 0; round < rounds; round++) {
    // Skips a row: the row that was opened last is already open.
    const row = rows.filter({ hasText: '待确认' }).nth(1 + (round % 3))
    const number = (await row.locator('.order-no').innerText()).trim()
    clicks.open.push(await click(page, row, `document.querySelector('#detail-title')?.textContent === '${number}'`))

    const isFull = `document.querySelector('.user [aria-pressed=true]')?.textContent === '余额足'`
    const full = await page.evaluate<boolean>(isFull)
    clicks.wallet.push(await click(page, button(full ? '余额不足' : '余额足'), full ? `!(${isFull})` : isFull))

    clicks.confirm.push(await click(page, button('确认订单'), `document.querySelector('.page.running') !== null`))

    const toPay = payments
      .locator('.order-row')
      .filter({ hasText: '待支付' })
      .nth(round % 3)
    const paid = (await toPay.locator('.order-no').innerText()).trim()
    await click(page, toPay, `document.querySelector('#detail-title')?.textContent === '${paid}'`)
    // Pays successfully, whatever the wallet was set to.
    await page.getByLabel('这次付款').selectOption('success')
    clicks.pay.push(await click(page, button('确认支付'), `document.querySelector('.page.paid') !== null`))

    const [older, newer] = ['更早', '较新'].map((name) => orders.getByRole('button', { name, exact: true }))
    if (older && newer && (await older.isVisible())) {
      const first = (await rows.first().locator('.order-no').innerText()).trim()
      const isFirst = `document.querySelector('.order-no')?.textContent === '${first}'`
      clicks.turn.push(await click(page, older, `!(${isFirst})`))
      clicks.turn.push(await click(page, newer, isFirst))
    }
  }
  return clicks
}
