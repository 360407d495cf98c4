import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type Page, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

/**
 * The path of a Chromium-like browser on this machine: `CHROMIUM_PATH` if set, else the usual names on `PATH`.
 *
 * @returns undefined when there is none, so that a test can be skipped
 * @throws when `CHROMIUM_PATH` is set but cannot be run
 */
export function findBrowser(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH']
  if (chosen !== undefined && chosen !== '') {
    if (runnable(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is not a program that can be run`)
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macApps].find(runnable)
}

/** Time limit in ms for one step on a busy machine. Only a step that hangs takes longer. */
const PATIENCE_MS = 300_000

const DESK = { width: 1280, height: 800 }

/** Starts a headless browser that connects to nothing but the page under test. */
async function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    timeout: PATIENCE_MS,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Options of a page that may differ from test to test. */
export interface TabOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly reducedMotion?: 'reduce'
  /** Whether it can be tapped. */
  readonly hasTouch?: boolean
}

/**
 * A headless browser whose tabs are used again: another tab costs two seconds of processor time, most of which its
 * process takes to start. A tab that was given back is like a new one: blank, without listeners, permissions or storage.
 */
export class Tabs implements AsyncDisposable {
  readonly #browser: Browser
  readonly #free = new Set<Page>()
  readonly #touched = new WeakSet<Page>()

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async launch(executablePath: string): Promise<Tabs> {
    return new Tabs(await launchBrowser(executablePath))
  }

  /** Opens a blank tab, which its test gives back. */
  async open(options: TabOptions = {}): Promise<Page> {
    const { viewport = DESK, colorScheme = null, reducedMotion = null, hasTouch = false } = options
    const free = [...this.#free].find((tab) => this.#touched.has(tab) === hasTouch)
    const page = free ?? (await this.openOwn({ hasTouch }))
    this.#free.delete(page)
    if (hasTouch) this.#touched.add(page)
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme, reducedMotion })
    return page
  }

  /** Empties a tab for the next test. */
  async giveBack(page: Page): Promise<void> {
    page.removeAllListeners()
    await page.unrouteAll()
    if (page.url().startsWith('http')) await page.evaluate('localStorage.clear(); sessionStorage.clear()')
    await page.goto('about:blank')
    await page.context().clearPermissions()
    await page.context().clearCookies()
    this.#free.add(page)
  }

  /** Opens a tab that no other test gets, for what cannot be undone. */
  async openOwn(options: TabOptions = {}): Promise<Page> {
    const page = await this.#browser.newPage(options)
    page.setDefaultTimeout(PATIENCE_MS)
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

/** Message for tests that are skipped without a browser. */
export const noBrowser =
  'skipped: no Chromium on this machine; install chromium and fonts-noto-cjk, or set CHROMIUM_PATH'

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
