import type { Sample } from '../harness/measure.ts'
import { median, spread, type Spread } from './statistics.ts'
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
  const theirs = samples[base] ?? []
  return spread((samples[subject] ?? []).map((sample, round) => sample[of] / theirs[round]![of]))
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
