import { monitorEventLoopDelay } from 'node:perf_hooks'
import { quantile } from '../report/statistics.ts'

/** The result of one round of one subject. */
export interface Sample {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** User and system time of the whole process per request, thread pool included, in microseconds. */
  readonly cpuPerRequest: number
  /** 99th percentile of the event loop's delay, in milliseconds. */
  readonly loopDelayP99Ms: number
}

const RESOLUTION_MS = 1

/** Keeps `inFlight` calls running until the time is over. Every call that was started counts. */
export async function measure(call: () => Promise<unknown>, inFlight: number, durationMs: number): Promise<Sample> {
  const latencies: number[] = []
  const loopDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  loopDelay.enable()
  const cpu = process.cpuUsage()
  const started = performance.now()
  const deadline = started + durationMs
  const caller = async (): Promise<void> => {
    for (let now = started; now < deadline;) {
      await call()
      const ended = performance.now()
      latencies.push(ended - now)
      now = ended
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller))
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  loopDelay.disable()
  const sorted = Float64Array.from(latencies).sort()
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuPerRequest: (user + system) / latencies.length,
    // The monitor includes its own timer's period.
    loopDelayP99Ms: Math.max(0, loopDelay.percentile(99) / 1e6 - RESOLUTION_MS),
  }
}
