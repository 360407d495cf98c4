import type { Sample } from '../harness/measure.ts'
import { estimateMedian, median, spread, type Estimate, type Spread } from './statistics.ts'
import { number, table } from './table.ts'

/** All rounds of every subject, in order. */
export type Samples<Name extends string> = Partial<Readonly<Record<Name, readonly Sample[]>>>

/** Compares round by round, so that both sides ran under the same conditions. */
export function ratio<Name extends string>(
  samples: Samples<Name>,
  subject: NoInfer<Name>,
  base: NoInfer<Name>,
  of: keyof Sample,
): Spread {
  return spread(ratios(samples, subject, base, of))
}

function ratios<Name extends string>(
  samples: Samples<Name>,
  subject: NoInfer<Name>,
  base: NoInfer<Name>,
  of: keyof Sample,
): readonly number[] {
  const theirs = samples[base] ?? []
  return (samples[subject] ?? []).map((sample, round) => sample[of] / theirs[round]![of])
}

/** The ratios of two subjects that took adjacent turns. */
export interface PairRatio {
  readonly speed: Estimate
  /** Ratio of processor time per request; the less, the better. */
  readonly cpu: Estimate
}

export function pairRatio<Name extends string>(
  samples: Samples<Name>,
  subject: NoInfer<Name>,
  base: NoInfer<Name>,
): PairRatio {
  return {
    speed: estimateMedian(ratios(samples, subject, base, 'perSecond')),
    cpu: estimateMedian(ratios(samples, subject, base, 'cpuPerRequest')),
  }
}

/** Formats an estimate with its 95 % interval, which is narrower than what `number` shows. */
export function estimateText({ median, low, high }: Estimate): string {
  return `${median.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`
}

/** @param thing the unit that is counted, such as `req` */
export function comparisonTable<Name extends string>(
  samples: Samples<Name>,
  base: NoInfer<Name>,
  thing: string,
): string {
  const rows = (Object.entries(samples) as [Name, readonly Sample[]][]).map(([name, rounds]) => {
    const middle = (field: keyof Sample): string => number(median(rounds.map((sample) => sample[field])))
    const against = ratio(samples, name, base, 'perSecond')
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
  const header = ['', `${thing}/s`, `× ${base}`, 'p50 ms', 'p99 ms', `CPU µs/${thing}`, 'loop p99 ms']
  return table(header, rows)
}

/** The processor time is printed too: on a shared machine it varies less. */
export function measuredAgainst<Name extends string>(
  samples: Samples<Name>,
  subject: NoInfer<Name>,
  base: NoInfer<Name>,
) {
  const speed = ratio(samples, subject, base, 'perSecond')
  const cpu = ratio(samples, subject, base, 'cpuPerRequest').median
  const range = `${speed.low.toFixed(2)}–${speed.high.toFixed(2)}`
  return { speed: speed.median, text: `${speed.median.toFixed(2)} (${range}); CPU ${cpu.toFixed(2)}` }
}
