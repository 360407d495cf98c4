import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultKind, OrderState } from '@wechatpay-ts/sandbox'
import { freePort } from '../../scripts/free-port.ts'
import { readPrograms, type Program } from '../generator/programs.ts'
import { listening } from './support/listening.ts'
import { PageRunner } from './support/page-programs.ts'
import { runProgram, startProgram } from './support/run-program.ts'
import { Stage } from './support/stage.ts'

const { programs } = await readPrograms()
const receivers = programs.filter(({ asks }) => asks['deliver'] !== undefined)
const callers = programs.filter((program) => !receivers.includes(program))
let stage: Stage
let shared: PageRunner

beforeAll(async () => {
  stage = await Stage.open()
  shared = await PageRunner.start({})
})
afterAll(async () => {
  await shared[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

describe('calls', () => {
  for (const program of callers) {
    test(program.name, async () => {
      await stage.set(stateOf(program), program.asks['clock'] === 'real' ? 'real' : 'rental')
      const { order, paid = order } = program.asks
      if (paid !== undefined) await stage.order(paid, { paid: order === undefined })
      await breakCalls(program)
      const printed = isPlain(program) ? await runShared(program) : await runProgram(program, stage.environment)
      expectOutput(printed, program.output)
    })
  }
})

describe('receivers of notifications', () => {
  for (const receiver of receivers) {
    const { name, asks, output } = receiver
    test(name, async () => {
      const event = asks['deliver']
      const port = await freePort()
      await stage.set(event === 'PAYSCORE.USER_PAID' ? 'FINISHED' : 'CREATED')
      const program = await startProgram(serving(receiver), { ...stage.environment, PORT: String(port) })
      try {
        await listening(port)
        await stage.sandbox.control.setEndpoint({ url: `http://127.0.0.1:${port}/wechatpay` })
        await stage.makeKnown(event!)
        await stage.sandbox.idle()
        await program.printed(output!.trim())
        const [delivery] = await stage.sandbox.control.deliveries()
        expect(delivery!.attempts.map(({ status }) => status)).toEqual([204])
      } finally {
        await program.stop()
      }
    })
  }
})

/** Most programs listen by themselves. That of `serves=POST` exports a handler of requests, as Next.js serves it. */
function serving(program: Program): Pick<Program, 'code' | 'files'> {
  const { serves } = program.asks
  if (serves === undefined) return program
  const server = `import { serve } from '@hono/node-server'\nserve({ fetch: ${serves}, port: Number(process.env.PORT) })\n`
  return { ...program, code: `${program.code}\n${server}` }
}

const OWN_WORLD =
  /process\.(?!env)|globalThis|createServer|from '(?!wechatpay-ts|@wechatpay-ts|@electric-sql|node:fs|\.)/

/** Whether a program leaves its thread as it was: it calls WeChat Pay with these packages alone, and listens to nothing. */
function isPlain({ code, files }: Program): boolean {
  return [code, ...Object.values(files)].every((text) => !OWN_WORLD.test(text))
}

/** Runs a program in the thread of all that are plain; a thread for each takes longer than its calls. */
async function runShared({ code, files }: Program): Promise<string> {
  const outcome = await shared.run(code, { variables: stage.environment, files })
  if ('thrown' in outcome) throw new Error(outcome.thrown)
  if (outcome.complaints !== '') throw new Error(`the program complained:\n${outcome.complaints}`)
  return outcome.output
}

function stateOf({ asks }: Program): OrderState | undefined {
  return asks['state'] as OrderState | undefined
}

/** `fault=drop:2`: the next two calls that change something lose their answer. */
async function breakCalls({ asks }: Program): Promise<void> {
  const [kind, times = '1'] = asks['fault']?.split(':') ?? []
  if (kind === undefined) return
  const fault = { target: 'api', kind: kind as FaultKind, remaining: Number(times), method: 'POST' } as const
  await stage.sandbox.control.addFault(fault)
}

/** `…` on the page stands for anything. */
function expectOutput(printed: string, promised: string | undefined): void {
  if (promised === undefined) return
  const pattern = promised.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
  expect(printed).toMatch(new RegExp(`^${pattern.join('[^]*?')}$`))
}
