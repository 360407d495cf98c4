import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NotificationType } from '@wechatpay-ts/sandbox'
import { loadSpec, type Operation } from '../../packages/codegen/src/index.ts'
import { eventUrl, operationUrl } from '../generator/page-url.ts'
import { freePort } from '../../scripts/free-port.ts'
import { PageRunner, type Outcome } from './support/page-programs.ts'
import { PageStage } from './support/page-stage.ts'
import { pagePrograms, type Program } from './support/programs.ts'
import { listening } from './support/listening.ts'
import { docsFolder } from './support/site.ts'

/** The first that anybody tries: run every time. */
const always = /^v3\/payscore\/payafter-orders|^PAYSCORE\.USER_(?:ACCEPTED|PAID)$/
const parts = 20
const everything = process.env['WECHATPAY_DOCS'] === 'all'

const spec = loadSpec()
const programs = Map.groupBy(pagePrograms().programs, ({ page }) => page)
const chosen = chosenOperations()
let stage: PageStage
const runners = new Map<string, PageRunner>()

beforeAll(async () => {
  stage = await PageStage.open(spec)
})
afterAll(async () => {
  await Promise.all([...runners.values()].map((runner) => runner[Symbol.asyncDispose]()))
  await stage[Symbol.asyncDispose]()
})

describe('programs of pages, each against the sandbox', () => {
  for (const [product, operations] of Map.groupBy(chosen, ({ address }) => address.split('/').slice(0, 2).join('/'))) {
    test(product, async () => {
      const failures: string[] = []
      for (const operation of operations) failures.push(...(await runPage(operation)))
      expect(failures.join('\n\n')).toBe('')
    })
  }
})

describe('handlers on the pages of notifications, each delivered to', () => {
  const webhooks = spec.webhooks.filter(({ name }, index) => everything || always.test(name) || index % parts === 0)
  test.each(webhooks.map((webhook) => [webhook.name, webhook] as const))('%s', async (name, webhook) => {
    const [program] = programs.get(`${eventUrl(webhook).slice(1)}.md`) ?? []
    const runner = await runnerFor(stage.merchantEnvironment)
    const port = await freePort()
    const outcome = runner.run(program!.code, { PORT: String(port) })
    await listening(port)
    // A message of APIv2 signs no time but the one it tells, and a handler refuses it when that is old on this machine's clock.
    if (webhook.version === 'v2') await stage.sandbox.clock.set(Date.now())
    await stage.sandbox.control.notify(name as NotificationType, {}, { url: `http://127.0.0.1:${port}/wechatpay` })
    await stage.sandbox.idle()
    const [delivery] = await stage.sandbox.control.deliveries()
    expect(delivery!.attempts.map(({ status }) => Number(status) < 300)).toEqual([true])
    expect(await outcome).toMatchObject({ printed: expect.arrayContaining([name]) as unknown })
  })
})

/** All of them if asked for; else a fixed part, and those whose file of the spec differs from where the branch began. */
function chosenOperations(): Operation[] {
  if (everything) return [...spec.operations]
  const changed = changedAddresses()
  return spec.operations.filter(
    ({ address }, index) => always.test(address) || index % parts === 0 || changed.has(address),
  )
}

/** Addresses of the spec that were touched since the branch left `main`; none where nobody can say. */
function changedAddresses(): ReadonlySet<string> {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: docsFolder, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const files = git('diff', '--name-only', '--relative', git('merge-base', 'HEAD', 'main'), '--', '../spec/paths')
    return new Set(files.split('\n').map((file) => file.replace(/^.*spec\/paths\/|\.yaml$/g, '').replace(/index$/, '')))
  } catch {
    return new Set()
  }
}

async function runPage(operation: Operation): Promise<string[]> {
  const page = `${operationUrl(operation).slice(1)}.md`
  const failures: string[] = []
  const runner = await runnerOf(operation)
  for (const program of [...(programs.get(page) ?? []), ...blocking(programs.get(page) ?? [])]) {
    // A page whose set-up is refused fails, and the pages after it are run.
    const wrong = await stage.prepare(operation, program.code).then(
      async (code) => complaint(await runner.run(code), operation),
      (error: unknown) => `before it: ${String(error)}`,
    )
    if (wrong !== undefined) failures.push(`${program.name}: ${wrong}`)
  }
  return failures
}

/** The last synchronous tab as it is when it really blocks: another import, and nothing to wait for. */
function blocking(tabs: readonly Program[]): Program[] {
  const tab = tabs.findLast(({ name }) => name.endsWith('同步属性式'))
  if (!tab) return []
  const code = tab.code.replace(`'wechatpay-ts'`, `'wechatpay-ts/sync'`).replaceAll('await ', '')
  // One client for all of these pages: each has a thread of its own.
  const shared = code.replace(/WechatPay\.fromEnv\((.*)\)/, (made, which: string) => {
    const name = JSON.stringify(which)
    return `((globalThis as any).blocking ??= new Map()).get(${name}) ?? (globalThis as any).blocking.set(${name}, ${made}).get(${name})`
  })
  return [{ ...tab, name: `${tab.name}，阻塞`, code: shared }]
}

/** Says what is wrong with the end of a program; its client has verified the answer. */
function complaint(outcome: Outcome, { response, redirect }: Operation): string | undefined {
  if ('thrown' in outcome) return outcome.thrown
  const { printed } = outcome
  if (redirect) return typeof (printed as { url?: unknown }).url === 'string' ? undefined : 'no address'
  if (response.kind === 'empty')
    return Number(printed) >= 200 && Number(printed) < 300 ? undefined : `status ${String(printed)}`
  if (response.kind !== 'json' && response.kind !== 'xml') return printed ? undefined : 'an empty file'
  if (typeof printed !== 'object' || printed === null) return `no answer but ${String(printed)}`
  const missing = (response.schema?.required ?? []).filter((name) => !Object.hasOwn(printed, name))
  return missing.length === 0 ? undefined : `an answer without ${missing.join(', ')}`
}

function runnerOf(operation: Operation): Promise<PageRunner> {
  return runnerFor(stage.environment(operation))
}

async function runnerFor(environment: Readonly<Record<string, string>>): Promise<PageRunner> {
  const who = `${environment['WECHATPAY_MCHID']} ${environment['WECHATPAY_APIV2_KEY']}`
  const runner = runners.get(who) ?? (await PageRunner.start(environment))
  runners.set(who, runner)
  return runner
}
