import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly threadPool: string
  /** Load average of the last minute when the run began, which shows what else ran on the machine. */
  readonly load: number
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    threadPool: process.env['UV_THREADPOOL_SIZE'] ?? '4 (default)',
    load: Math.round(loadavg()[0]! * 10) / 10,
  }
}

export function machineText({ processor, cores, memoryGb, system, node, threadPool, load }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB · ${system} · Node ${node} · thread pool ${threadPool} · load before ${load}`
}
