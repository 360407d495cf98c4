import { parseArgs } from 'node:util'

export interface Effort {
  /** Rounds of the interleaved measurements. */
  readonly rounds: number
  /** Length of one subject's turn in a round, in milliseconds. */
  readonly turnMs: number
  /** Pairs of adjacent turns of the SDK and the bare minimum. */
  readonly pairs: number
  /** Length of one turn of a pair, in milliseconds: short, so that the machine is the same for both. */
  readonly pairTurnMs: number
  /** Repetitions of measurements that start a new process each time. */
  readonly processes: number
  /** Orders that the sandbox processes in one turn. */
  readonly orders: number
  /** Turns of each kind of order on each database. */
  readonly orderTurns: number
  /** Numbers of payments and refunds in the sandbox at which their cost is measured, smallest first. */
  readonly entities: readonly number[]
  /** Orders in the sandbox when its page is measured. */
  readonly pageOrders: number
  /** Size of the bill to download and read, in bytes. */
  readonly billBytes: number
}

const full: Effort = {
  rounds: 19,
  turnMs: 500,
  pairs: 101,
  pairTurnMs: 150,
  processes: 15,
  orders: 80,
  orderTurns: 5,
  entities: [1000, 100_000],
  pageOrders: 5000,
  billBytes: 1e9,
}
const quick: Effort = {
  rounds: 5,
  turnMs: 250,
  pairs: 15,
  pairTurnMs: 100,
  processes: 5,
  orders: 32,
  orderTurns: 1,
  entities: [1000, 4000],
  pageOrders: 500,
  billBytes: 1e8,
}

export interface Options {
  readonly effort: Effort
  readonly only: readonly string[]
  readonly save: boolean
  readonly help: boolean
}

/** @throws {Error} names the flag that is wrong */
export function readOptions(args: readonly string[], sections: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const unknown = values.only.find((name) => !sections.includes(name))
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${sections.join(', ')}`)
  return { effort: values.quick ? quick : full, only: values.only, save: values.save, help: values.help }
}

export function helpText(sections: Readonly<Record<string, { readonly about: string }>>): string {
  const list = Object.entries(sections).map(([name, { about }]) => `  ${name.padEnd(14)}${about}`)
  return [
    'npm run bench [-- <options>]',
    '',
    '  --only <name>  one section; may be repeated',
    '  --quick        short rounds: shows that everything runs, not how fast',
    '  --save         writes results/<date>.json beside the table',
    '  --help',
    '',
    ...list,
  ].join('\n')
}
