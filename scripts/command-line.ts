import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** Exit code for an invalid command line. */
const MISUSE = 2

/**
 * Reads the flags of one of this repository's commands. Adds `--help`, which prints the usage and ends the process. An
 * invalid flag ends the process with a line that names it.
 */
export function readFlags<const Options extends ParseArgsOptionsConfig>(options: Options, usage: string) {
  return readArguments(options, usage, false).values
}

/** The same for a command that also takes words, such as files. */
export function readFlagsAndWords<const Options extends ParseArgsOptionsConfig>(options: Options, usage: string) {
  const { values, positionals } = readArguments(options, usage, true)
  return { values, words: positionals }
}

function readArguments<const Options extends ParseArgsOptionsConfig>(
  options: Options,
  usage: string,
  allowPositionals: boolean,
) {
  const all = { ...options, help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parse(all, usage, allowPositionals)
  if ((values as { help?: boolean }).help === true) {
    console.log(usage)
    process.exit(0)
  }
  return { values, positionals }
}

function parse<const Options extends ParseArgsOptionsConfig>(
  options: Options,
  usage: string,
  allowPositionals: boolean,
) {
  try {
    return parseArgs({ options, allowPositionals })
  } catch (error) {
    return misuse(firstSentence(error), usage)
  }
}

/** Prints what is wrong with the command line and ends the process. */
export function misuse(problem: string, usage: string): never {
  console.error(`${problem}\n\n${usage}`)
  process.exit(MISUSE)
}

/**
 * Handles uncaught errors from now on: an error about the machine or a file ends the process with one line, a bug with
 * its stack.
 *
 * @param explained kinds of errors whose message says what to do
 */
export function explainFailures(...explained: readonly (new (...args: never[]) => Error)[]): void {
  process.on('uncaughtException', (error) => {
    const isExplained = 'syscall' in error || explained.some((kind) => error instanceof kind)
    console.error(isExplained ? error.message : error)
    process.exit(1)
  })
}

/** Node's message continues with advice on arguments that begin with a dash. */
function firstSentence(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? ''
}
