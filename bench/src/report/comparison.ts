import type { Sample } from '../harness/measure.ts'
import { median, spread, type Spread } from './statistics.ts'
import { number, table } from './table.ts'

/** Every round of every subject, in the order of the rounds. */
export type Samples<Name extends string> = Partial<Readonly<Record<Name, readonly Sample[]>>>

/** Round by round, so that both sides of the ratio met the same machine. */
export function ratio<Name extends string>(
  samples: Samples<Name>,
  subject: NoInfer<Name>,
  base: NoInfer<Name>,
  of: keyof Sample,
): Spread {
  const theirs = samples[base] ?? []
  return spread((samples[subject] ?? []).map((sample, round) => sample[of] / theirs[round]![of]))
}

/** @param thing what is counted: `req` */
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

/** Processor time is told beside it: on a machine that others use too, it is the steadier of the two. */
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
