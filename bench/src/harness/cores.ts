import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The cores that client and server of a measurement may use. */
export interface Layout {
  readonly name: string
  readonly client: readonly number[] | undefined
  readonly server: readonly number[] | undefined
}

/** One core each for client and server, then two for both. Without `taskset`, no restriction. */
export function layouts(): readonly Layout[] {
  const cores = allowedCores()
  const [first, second] = cores
  if (first === undefined || second === undefined || !hasTaskset()) {
    return [{ name: 'unpinned', client: undefined, server: undefined }]
  }
  const both = [first, second]
  return [
    { name: 'one core', client: [first], server: [second] },
    { name: 'two cores', client: both, server: both },
  ]
}

function hasTaskset(): boolean {
  return process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0
}

/** Parses the kernel's list, such as `0-3,6`: a container may have fewer cores than the machine. */
function allowedCores(): readonly number[] {
  if (process.platform !== 'linux') return []
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [from = NaN, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
