import { Clients, type Scene } from '../harness/clients.ts'
import { layouts } from '../harness/cores.ts'
import { createIdentity } from '../harness/identity.ts'
import type { Sample } from '../harness/measure.ts'
import { interleave } from '../harness/rounds.ts'
import type { Effort } from '../options.ts'
import { comparisonTable, measuredAgainst, type Samples } from '../report/comparison.ts'
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
  for (const layout of layouts()) {
    comparisons.push(...(await compare({ identity, layout, subjects }, FLIGHTS, effort)))
  }
  const text = comparisons.map((comparison) => comparisonText(comparison, 'bare minimum')).join('\n\n')
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

/** Formats one comparison together with its conditions. */
export function comparisonText({ layout, inFlight, samples, serverBusy }: Comparison, base: SubjectName): string {
  const title = `  ${layout}, ${inFlight} in flight (server busy ${Math.round(serverBusy * 100)} % of a core)`
  return `${title}\n${comparisonTable<SubjectName>(samples, base, 'req')}`
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

function judge({ samples }: Comparison, base: SubjectName, wanted: number): Pick<Target, 'measured' | 'met'> {
  const { speed, text } = measuredAgainst<SubjectName>(samples, 'wechatpay-ts', base)
  return { measured: text, met: speed >= wanted }
}
