import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultKind, OrderState } from '@wechatpay-ts/sandbox'
import { pagePrograms, readPrograms, type Program } from './support/programs.ts'
import { freePort, listening } from './support/ports.ts'
import { runProgram, startProgram } from './support/run-program.ts'
import { Stage } from './support/stage.ts'
import { eventUrl } from '../generator/page-url.ts'

/** Where the order of the pages has to be for an operation's own page to be true. */
const startingStates: Readonly<Record<string, OrderState | undefined>> = {
  'api/v3/certificates/get.md': undefined,
  'api/v3/payscore/user-service-state/get.md': undefined,
  'api/v3/payscore/payafter-orders/get.md': 'USER_ACCEPTED',
  'api/v3/payscore/payafter-orders/post.md': undefined,
  'api/v3/payscore/payafter-orders/_out_order_no_/cancel/post.md': 'CREATED',
  'api/v3/payscore/payafter-orders/_out_order_no_/complete/post.md': 'USER_ACCEPTED',
  'api/v3/payscore/payafter-orders/_out_order_no_/sync/post.md': 'FINISHED',
}

const { programs: written } = await readPrograms()
const events = new Set(['PAYSCORE.USER_ACCEPTED', 'PAYSCORE.USER_PAID'].map(fileOf))
const generated = pagePrograms().programs.filter(({ page }) => page in startingStates || events.has(page))
const programs = [...written, ...generated]
const receivers = programs.filter(({ code }) => code.includes('serve('))
const callers = programs.filter((program) => !receivers.includes(program))
let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage[Symbol.asyncDispose]())

describe('calls', () => {
  for (const program of callers) {
    test(program.name, async () => {
      await stage.set(stateOf(program), program.asks['clock'] === 'real' ? 'real' : 'rental')
      await breakCalls(program)
      const printed = await runProgram(program.code, stage.environment)
      if (program.page.startsWith('api/')) await expectSuccess(program, printed)
      expectOutput(printed, program.output)
    })
  }
})

describe('receivers of notifications', () => {
  for (const { name, code, asks, output } of receivers) {
    test(name, async () => {
      const event = asks['deliver'] ?? /PAYSCORE\.\w+/.exec(code)?.[0]
      const port = await freePort()
      await stage.set(event === 'PAYSCORE.USER_PAID' ? 'FINISHED' : 'CREATED')
      const program = await startProgram(code, { ...stage.environment, PORT: String(port) })
      try {
        await listening(port)
        await stage.sandbox.control.setEndpoint({ url: `http://127.0.0.1:${port}/wechatpay` })
        const [order] = await stage.sandbox.control.orders()
        const number = order!.out_order_no
        await (event === 'PAYSCORE.USER_PAID'
          ? stage.sandbox.control.pay(number)
          : stage.sandbox.control.confirm(number))
        await stage.sandbox.idle()
        await program.printed(output?.trim() ?? `${event} ${number}`)
        const [delivery] = await stage.sandbox.control.deliveries()
        expect(delivery!.attempts.map(({ status }) => status)).toEqual([204])
      } finally {
        await program.stop()
      }
    })
  }
})

test('there is a program in each of the six styles, with all fields and with the required ones', () => {
  const tabs = Map.groupBy(
    callers.filter(({ page }) => page.startsWith('api/')),
    ({ page }) => page,
  )
  expect(tabs.size).toBe(7)
  for (const [page, programs] of tabs) {
    const required = programs.filter(({ name }) => name.endsWith('，必填字段'))
    expect(programs.length - required.length, page).toBe(6)
    expect([0, 6], page).toContain(required.length)
  }
})

function fileOf(name: string): string {
  return `${eventUrl({ name }).slice(1)}.md`
}

function stateOf({ page, asks }: Program): OrderState | undefined {
  return (asks['state'] as OrderState | undefined) ?? startingStates[page]
}

/** `fault=drop:2`: the next two calls that change something lose their answer. */
async function breakCalls({ asks }: Program): Promise<void> {
  const [kind, times = '1'] = asks['fault']?.split(':') ?? []
  if (kind === undefined) return
  const fault = { target: 'api', kind: kind as FaultKind, remaining: Number(times), method: 'POST' } as const
  await stage.sandbox.control.addFault(fault)
}

/** The call of an operation's page arrived and was granted: the last request of the journal is its own, with 2xx. */
async function expectSuccess({ page }: Program, printed: string): Promise<void> {
  const [last] = await stage.sandbox.control.requests()
  const [method, path] = [page.split('/').at(-1)!.replace('.md', '').toUpperCase(), page.split('/').slice(1, -1)]
  expect(last).toMatchObject({ method, status: 200 })
  expect(new URL(last!.target, 'http://sandbox').pathname.split('/').slice(1).length).toBe(path.length)
  expect(printed).toMatch(/^\{[\s\S]+\}\n$/)
}

/** `…` on the page stands for anything. */
function expectOutput(printed: string, promised: string | undefined): void {
  if (promised === undefined) return
  const pattern = promised.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
  expect(printed).toMatch(new RegExp(`^${pattern.join('[^]*?')}$`))
}
