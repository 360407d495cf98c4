import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultKind, OrderState } from '@wechatpay-ts/sandbox'
import { freePort } from '../../scripts/free-port.ts'
import { readPrograms, type Program } from './support/programs.ts'
import { listening } from './support/listening.ts'
import { runProgram, startProgram } from './support/run-program.ts'
import { Stage } from './support/stage.ts'

const { programs } = await readPrograms()
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
