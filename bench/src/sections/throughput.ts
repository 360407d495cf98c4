import { Clients, type Scene } from '../harness/clients.ts'
import { layouts } from '../harness/cores.ts'
import { createIdentity } from '../harness/identity.ts'
import type { Sample } from '../harness/measure.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { median, spread, type Spread } from '../report/statistics.ts'
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

/** One layout of cores, one number of calls in flight: every round of every subject. */
export interface Comparison {
  readonly layout: string
  readonly inFlight: number
  readonly samples: Partial<Record<SubjectName, readonly Sample[]>>
  /** Share of one core that the server used, at most 1 for a server of one thread. */
  readonly serverBusy: number
}

/** Completions per second of the SDK, of what it could at best be, and of a peer. */
export async function throughput(effort: Effort): Promise<Report> {
  const identity = createIdentity()
  const comparisons: Comparison[] = []
  for (const layout of layouts()) {
    comparisons.push(...(await compare({ identity, layout, subjects }, FLIGHTS, effort)))
  }
  const text = comparisons.map((comparison) => comparisonTable(comparison, 'bare minimum')).join('\n\n')
  return { text, targets: targetsOf(comparisons), data: comparisons }
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

/** Round by round, so that both sides of the ratio met the same machine. */
export function ratio({ samples }: Comparison, subject: SubjectName, base: SubjectName, of: keyof Sample): Spread {
  const theirs = samples[base] ?? []
  return spread((samples[subject] ?? []).map((sample, round) => sample[of] / theirs[round]![of]))
}

export function comparisonTable(comparison: Comparison, base: SubjectName): string {
  const { layout, inFlight, samples, serverBusy } = comparison
  const rows = (Object.entries(samples) as [SubjectName, readonly Sample[]][]).map(([name, rounds]) => {
    const middle = (field: keyof Sample): string => number(median(rounds.map((sample) => sample[field])))
    const against = ratio(comparison, name, base, 'perSecond')
    return [
      name,
      middle('perSecond'),
      `${against.median.toFixed(2)} (${against.low.toFixed(2)}–${against.high.toFixed(2)})`,
      middle('p50Ms'),
      middle('p99Ms'),
      middle('cpuPerRequest'),
      middle('loopDelayP99Ms'),
    ]
  })
  const header = ['', 'req/s', `× ${base}`, 'p50 ms', 'p99 ms', 'CPU µs/req', 'loop p99 ms']
  const title = `  ${layout}, ${inFlight} in flight (server busy ${Math.round(serverBusy * 100)} % of a core)`
  return `${title}\n${table(header, rows)}`
}

function targetsOf(comparisons: readonly Comparison[]): readonly Target[] {
  const of = (layout: string, inFlight: number, base: SubjectName, wanted: number): Target => {
    const comparison = comparisons.find((each) => each.layout === layout && each.inFlight === inFlight)
    return {
      name: `throughput, ${layout}, ${inFlight} in flight, × ${base}`,
      wanted: `≥ ${wanted.toFixed(2)}`,
      ...(comparison ? judge(comparison, base, wanted) : { measured: 'not measured', met: undefined }),
    }
  }
  return ['one core', 'two cores'].flatMap((layout) => [
    of(layout, 16, 'bare minimum', 0.95),
    of(layout, 128, 'bare minimum', 0.95),
    of(layout, 16, 'wechatpay-axios-plugin', layout === 'one core' ? 1.7 : 2.5),
    of(layout, 128, 'wechatpay-axios-plugin', layout === 'one core' ? 1.7 : 2.5),
  ])
}

/** Processor time is told beside it: on a machine that others use too, it is the steadier of the two. */
function judge(comparison: Comparison, base: SubjectName, wanted: number): Pick<Target, 'measured' | 'met'> {
  const speed = ratio(comparison, 'wechatpay-ts', base, 'perSecond')
  const cpu = ratio(comparison, 'wechatpay-ts', base, 'cpuPerRequest').median
  const range = `${speed.low.toFixed(2)}–${speed.high.toFixed(2)}`
  return {
    measured: `${speed.median.toFixed(2)} (${range}); CPU ${cpu.toFixed(2)}`,
    met: speed.median >= wanted,
  }
}
