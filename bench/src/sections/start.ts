import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Effort } from '../options.ts'
import { median, spread } from '../report/statistics.ts'
import { number, table } from '../report/table.ts'
import type { Report, Target } from '../report/targets.ts'

interface Cost {
  readonly wallMs: number
  /** Processor time of the whole process, thread pool included. */
  readonly cpuMs: number
}

interface Start {
  readonly load: Cost
  readonly first: Cost
  readonly second: Cost
  readonly merchants: readonly Cost[]
}

/**
 * Number of merchants whose keys the pool holds ready. It keeps keys for four; the merchant that wakes it takes none of
 * them.
 */
const MERCHANTS = 4
const POOL_MS = 8000

const program = `
  const cost = async (work) => {
    const [wall, cpu] = [performance.now(), process.cpuUsage()]
    const value = await work()
    const { user, system } = process.cpuUsage(cpu)
    return { value, cost: { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 } }
  }
  const load = await cost(() => import('@wechatpay-ts/sandbox'))
  const first = await cost(() => load.value.createSandbox())
  const second = await cost(() => load.value.createSandbox())
  await second.value.close()
  await first.value.createMerchant()
  await new Promise((resolve) => setTimeout(resolve, ${POOL_MS}))
  const merchants = []
  for (let count = 0; count < ${MERCHANTS}; count++) merchants.push((await cost(() => first.value.createMerchant())).cost)
  console.log(JSON.stringify({ load: load.cost, first: first.cost, second: second.cost, merchants }))
  await first.value.close()`

/**
 * Starts a fresh process each time, with a cache that earlier processes have filled; also runs the README's command.
 */
export async function start(effort: Effort): Promise<Report> {
  await runSandbox() // fills the cache
  await firstLine() // generates and builds
  const starts: Start[] = []
  const lines: number[] = []
  for (let round = 0; round < effort.processes; round++) {
    starts.push(await runSandbox())
    lines.push(await firstLine())
  }
  const costs: Record<string, readonly Cost[]> = {
    'import the package': starts.map(({ load }) => load),
    'createSandbox(), the first of a process': starts.map(({ first }) => first),
    'createSandbox(), the second': starts.map(({ second }) => second),
    'createMerchant(), keys made ahead': starts.flatMap(({ merchants }) => merchants),
  }
  const rows = Object.entries(costs).map(([name, samples]) => {
    const { median: middle, min, max } = spread(samples.map(({ wallMs }) => wallMs))
    return [name, number(middle), `${number(min)}–${number(max)}`, number(median(samples.map(({ cpuMs }) => cpuMs)))]
  })
  const { median: line, min, max } = spread(lines)
  rows.push(['npm start, first line', number(line), `${number(min)}–${number(max)}`, ''])
  const wall = (name: string): number => median(costs[name]!.map(({ wallMs }) => wallMs))
  return {
    text: table(['', 'median ms', 'min–max', 'CPU ms'], rows),
    targets: [
      target('createSandbox()', 400, wall('createSandbox(), the first of a process')),
      target('a further merchant', 5, wall('createMerchant(), keys made ahead')),
      target('first line of npm start', 3000, line),
    ],
    data: { starts, lines },
  }
}

function target(name: string, wanted: number, measured: number): Target {
  return { name, wanted: `≤ ${wanted} ms`, measured: `${number(measured)} ms`, met: measured <= wanted }
}

async function runSandbox(): Promise<Start> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('../../', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said, [status]] = (await Promise.all([text(child.stdout), once(child, 'exit')])) as [string, [number | null]]
  if (status !== 0) throw new Error(`the sandbox's process ended with ${status}`)
  return JSON.parse(said) as Start
}

/** Milliseconds from the command to its first line of output. */
async function firstLine(): Promise<number> {
  const started = performance.now()
  const child = spawn('npm', ['start', '--silent', '--', '--once', '--port', '0'], {
    cwd: new URL('../../../', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  const taken = performance.now() - started
  child.stdout.resume()
  const [status] = (await exited) as [number | null]
  if (status !== 0) throw new Error(`npm start ended with ${status}`)
  return taken
}
