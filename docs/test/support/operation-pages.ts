import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '../../../packages/codegen/src/index.ts'
import { chineseEdition } from '../../generator/navigation/edition.ts'
import { operationPage } from '../../generator/page-kinds/operation-page.ts'
import { chosenOperations, pageOf } from './chosen-operations.ts'
import { spec } from './generated.ts'
import { PageRunners, type Outcome } from './page-programs.ts'
import { PageStage } from './page-stage.ts'
import { programsOf, type Program } from '../../generator/programs.ts'

/**
 * Runs the programs on every second page of an operation, each against the sandbox. Two files with half of the pages each
 * keep two cores busy.
 */
export function runOperationPages(half: 0 | 1): void {
  const edition = chineseEdition(spec)
  const chosen = chosenOperations({ half })
  const runners = new PageRunners()
  let stage: PageStage

  beforeAll(async () => {
    stage = await PageStage.open(spec)
  })
  afterAll(async () => {
    await runners[Symbol.asyncDispose]()
    await stage[Symbol.asyncDispose]()
  })

  describe('programs of pages, each against the sandbox', () => {
    for (const [product, operations] of Map.groupBy(chosen, productOf)) {
      test(product, async () => {
        const failures: string[] = []
        for (const operation of operations) failures.push(...(await runPage(operation)))
        expect(failures.join('\n\n')).toBe('')
      })
    }
  })

  async function runPage(operation: Operation): Promise<string[]> {
    const { programs } = programsOf([[pageOf(operation), operationPage(operation, spec, edition)]])
    const failures: string[] = []
    const runner = await runners.of(stage.environment(operation))
    let isPrepared = false
    for (const { name, code } of [...programs, ...programs.flatMap(blocking)]) {
      // A page whose set-up is refused fails, and the pages after it are run. A query leaves the world as it was.
      const ready = isPrepared && operation.retry === 'safe' ? Promise.resolve() : stage.prepare(operation)
      const wrong = await ready.then(
        // Some tabs wait for their answer with `then`, so that their last statement comes before it.
        async () => complaint(await runner.run(stage.withAssigned(code), { until: 'print' }), operation),
        (error: unknown) => `before it: ${String(error)}`,
      )
      isPrepared = true
      if (wrong !== undefined) failures.push(`${name}: ${wrong}`)
    }
    return failures
  }
}

function productOf({ address }: Operation): string {
  return address.split('/').slice(0, 2).join('/')
}

/** A synchronous tab as it is when it really blocks: another import, and nothing to wait for. */
function blocking(tab: Program): Program[] {
  if (!tab.name.includes('同步')) return []
  const code = tab.code.replace(`'wechatpay-ts'`, `'wechatpay-ts/sync'`).replaceAll('await ', '')
  // One client for all of these pages: each has a thread of its own.
  const shared = code.replace(/WechatPay\.fromEnv\((.*)\)/, (made, which: string) => {
    const name = JSON.stringify(which)
    return `((globalThis as any).blocking ??= new Map()).get(${name}) ?? (globalThis as any).blocking.set(${name}, ${made}).get(${name})`
  })
  return [{ ...tab, name: `${tab.name}，阻塞`, code: shared }]
}

/** Says what is wrong with the end of a program; its client has verified the answer. */
function complaint(outcome: Outcome, { response, redirect, unknownOutcome }: Operation): string | undefined {
  if ('thrown' in outcome) {
    // The sandbox does not play these calls, and says so: nobody knows whether money has moved.
    const isExpected = unknownOutcome && outcome.thrown.includes(`200 ${unknownOutcome.err_code} `)
    return isExpected ? undefined : outcome.thrown
  }
  const { printed } = outcome
  if (redirect) return typeof (printed as { url?: unknown }).url === 'string' ? undefined : 'no address'
  if (response.kind === 'empty')
    return Number(printed) >= 200 && Number(printed) < 300 ? undefined : `status ${String(printed)}`
  if (response.kind !== 'json' && response.kind !== 'xml') return printed ? undefined : 'an empty file'
  if (typeof printed !== 'object' || printed === null) return `no answer but ${String(printed)}`
  const missing = (response.schema?.required ?? []).filter((name) => !Object.hasOwn(printed, name))
  return missing.length === 0 ? undefined : `an answer without ${missing.join(', ')}`
}
