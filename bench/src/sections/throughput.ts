import { Clients, type Scene } from '../harness/clients.ts'
import { layouts } from '../harness/cores.ts'
import { createIdentity } from '../harness/identity.ts'
import type { Sample } from '../harness/measure.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import {
  comparisonTable,
  estimateText,
  measuredAgainst,
  pairRatio,
  type PairRatio,
  type Samples,
} from '../report/comparison.ts'
import { median } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report, Target } from '../report/targets.ts'
import type { SubjectName } from '../subjects/index.ts'

const subjects = [
  'bare minimum',
  'undici',
  'fetch',
  'wechatpay-ts',
  'wechatpay-axios-plugin',
] as const satisfies SubjectName[]
const FLIGHTS = [1, 16, 128]
/** The two whose ratio is a target. Beside them, in the table, other subjects would come between their turns. */
const pair = ['bare minimum', 'wechatpay-ts'] as const satisfies SubjectName[]
const PAIR_FLIGHTS = [16, 128]

/** All rounds of every subject with one layout of cores and one number of calls in flight. */
export interface Comparison {
  readonly layout: string
  readonly inFlight: number
  readonly samples: Samples<SubjectName>
  /** Share of one core that the server used; at most 1, since the server has one thread. */
  readonly serverBusy: number
}

/** Measures completions per second of the SDK, of the bare minimum, and of a peer. */
export async function throughput(effort: Effort): Promise<Report> {
  const identity = createIdentity()
  const comparisons: Comparison[] = []
  const pairs: Comparison[] = []
  const pairEffort = { ...effort, rounds: effort.pairs, turnMs: effort.pairTurnMs }
  for (const layout of layouts()) {
    comparisons.push(...(await compare({ identity, layout, subjects }, FLIGHTS, effort)))
    pairs.push(...(await compare({ identity, layout, subjects: pair }, PAIR_FLIGHTS, pairEffort)))
  }
  const text = [
    ...comparisons.map((comparison) => comparisonText(comparison, 'bare minimum')),
    pairsText(pairs, effort.pairs),
  ].join('\n\n')
  return { text, targets: [...pairs.map(pairTarget), ...peerTargets(comparisons)], data: { comparisons, pairs } }
}

export async function compare(
  scene: Scene,
  flights: readonly number[],
  effort: Effort,
): Promise<readonly Comparison[]> {
  await using clients = await Clients.start(scene)
  const comparisons: Comparison[] = []
  for (const inFlight of flights) {
    const before = await clients.usage()
    const started = performance.now()
    const samples = await interleave(scene.subjects, effort.rounds, (subject) =>
      clients.ask<Sample>(subject, { ask: 'measure', inFlight, durationMs: effort.turnMs }),
    )
    const cpuMs = ((await clients.usage()).cpu - before.cpu) / 1000
    const serverBusy = cpuMs / (performance.now() - started)
    comparisons.push({ layout: scene.layout.name, inFlight, samples, serverBusy })
  }
  return comparisons
}

/** Formats one comparison together with its conditions. */
export function comparisonText({ layout, inFlight, samples, serverBusy }: Comparison, base: SubjectName): string {
  const title = `  ${layout}, ${inFlight} in flight (server busy ${Math.round(serverBusy * 100)} % of a core)`
  return `${title}\n${comparisonTable<SubjectName>(samples, base, 'req')}`
}

function pairsText(comparisons: readonly Comparison[], pairs: number): string {
  const rows = comparisons.map((comparison) => {
    const { speed, cpu } = ratioOf(comparison)
    const cpuOf = (subject: (typeof pair)[number]): string =>
      number(median((comparison.samples[subject] ?? []).map(({ cpuPerRequest }) => cpuPerRequest)))
    return [whereOf(comparison), estimateText(speed), estimateText(cpu), ...pair.map(cpuOf)]
  })
  const title = `  wechatpay-ts ÷ bare minimum: median of ${pairs} pairs of adjacent turns (95 % confidence)`
  return `${title}\n${table(['', 'req/s', 'CPU/req', ...pair.map((subject) => `${subject}, CPU µs`)], rows)}`
}

function whereOf({ layout, inFlight }: Comparison): string {
  return `${layout}, ${inFlight} in flight`
}

function ratioOf({ samples }: Comparison): PairRatio {
  return pairRatio<SubjectName>(samples, 'wechatpay-ts', 'bare minimum')
}

const PAIR_TARGET = 0.95

/** Decides only when all of the interval is on one side of the target. */
function pairTarget(comparison: Comparison): Target {
  const { speed, cpu } = ratioOf(comparison)
  return {
    name: `throughput, ${whereOf(comparison)}, × bare minimum`,
    wanted: `≥ ${PAIR_TARGET.toFixed(2)}`,
    measured: `${estimateText(speed)}; CPU ${estimateText(cpu)}`,
    met: speed.low >= PAIR_TARGET ? true : speed.high < PAIR_TARGET ? false : undefined,
  }
}

function peerTargets(comparisons: readonly Comparison[]): readonly Target[] {
  const of = (layout: string, inFlight: number, wanted: number): Target => {
    const comparison = comparisons.find((each) => each.layout === layout && each.inFlight === inFlight)
    return {
      name: `throughput, ${layout}, ${inFlight} in flight, × wechatpay-axios-plugin`,
      wanted: `≥ ${wanted.toFixed(2)}`,
      ...(comparison ? judge(comparison, wanted) : { measured: 'not measured', met: undefined }),
    }
  }
  return [of('one core', 16, 1.7), of('one core', 128, 1.7), of('two cores', 16, 2.5), of('two cores', 128, 2.5)]
}

function judge({ samples }: Comparison, wanted: number): Pick<Target, 'measured' | 'met'> {
  const { speed, text } = measuredAgainst<SubjectName>(samples, 'wechatpay-ts', 'wechatpay-axios-plugin')
  return { measured: text, met: speed >= wanted }
}
