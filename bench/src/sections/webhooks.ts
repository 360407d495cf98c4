import { makeTestKeys, type TestKeys } from 'wechatpay-ts/testing'
import { Child } from '../harness/child.ts'
import { layouts, type Layout } from '../harness/cores.ts'
import type { Sample } from '../harness/measure.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { comparisonTable, measuredAgainst, type Samples } from '../report/comparison.ts'
import type { Report, Target } from '../report/targets.ts'
import { sendMail } from '../webhooks/delivery.ts'
import type { ReceiverQuestion } from '../webhooks/receiver.ts'
import { receiverNames, type ReceiverName } from '../webhooks/receivers.ts'

const FLIGHTS = [1, 64]
/** The number of deliveries equals the maximum in flight, so that none is received twice at a time. */
const DELIVERIES = 64

interface Comparison {
  readonly layout: string
  readonly inFlight: number
  readonly samples: Samples<ReceiverName>
}

/** Measures notifications verified and decrypted per second, from raw bytes to the order's number. */
export async function webhooks(effort: Effort): Promise<Report> {
  const keys = await makeTestKeys()
  const comparisons: Comparison[] = []
  for (const layout of layouts()) {
    for (const inFlight of FLIGHTS) comparisons.push(await compare(keys, layout, inFlight, effort))
  }
  const text = comparisons.map(
    ({ layout, inFlight, samples }) =>
      `  ${layout}, ${inFlight} in flight\n${comparisonTable<ReceiverName>(samples, 'bare minimum', 'delivery')}`,
  )
  return {
    text: [...text, '  wechatpay-node-v3 checks neither the time nor the tag: it is measured without that work.'].join(
      '\n\n',
    ),
    targets: comparisons.flatMap(targetsOf),
    data: comparisons,
  }
}

async function compare(
  keys: TestKeys,
  { name, client }: Layout,
  inFlight: number,
  effort: Effort,
): Promise<Comparison> {
  // Deliveries are signed for this comparison, since a signature is valid for five minutes.
  const mail = await sendMail(keys, DELIVERIES)
  await using children = new AsyncDisposableStack()
  const processes = new Map<ReceiverName, Child>()
  for (const receiver of receiverNames) {
    const child = new Child(new URL('../webhooks/receiver.ts', import.meta.url), { cores: client })
    processes.set(receiver, children.use(child))
    await ask(child, receiver, { ask: 'start', receiver, mail })
  }
  const samples = await interleave(receiverNames, effort.rounds, (receiver) =>
    ask<Sample>(processes.get(receiver)!, receiver, { ask: 'measure', inFlight, durationMs: effort.turnMs }),
  )
  return { layout: name, inFlight, samples }
}

async function ask<Answer>(child: Child, receiver: ReceiverName, question: ReceiverQuestion): Promise<Answer> {
  try {
    return await child.ask<Answer>(question)
  } catch (error) {
    throw new Error(`${receiver}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function targetsOf({ layout, inFlight, samples }: Comparison): readonly Target[] {
  const against = (base: ReceiverName, wanted: number): Target => {
    const { speed, text } = measuredAgainst<ReceiverName>(samples, 'wechatpay-ts', base)
    return {
      name: `notifications, ${layout}, ${inFlight} in flight, × ${base}`,
      wanted: `≥ ${wanted.toFixed(2)}`,
      measured: text,
      met: speed >= wanted,
    }
  }
  return [against('bare minimum', 0.85), against('wechatpay-node-v3', 1)]
}
