import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainFailures, misuse, readFlagsAndWords } from './command-line.ts'
import { compileCacheFolder } from './compile-cache-folder.ts'

/** Runs everything that must hold before a change lands. The last line of output is the count. */

interface Check {
  readonly name: string
  readonly about: string
  readonly commands: readonly (readonly [string, ...string[]])[]
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

const node = process.execPath
explainFailures()
const reportFolder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-test-'))
const vitestReport = join(reportFolder, 'vitest.json')

const generateFiles = [node, 'packages/codegen/src/main.ts', '--quiet'] as const
const vitestRun = [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestReport}`,
] as const

/** A check of some test files, for use between two whole runs. Generates code from the spec first. */
function filesAlone(files: readonly string[]): Check {
  return { name: 'tests', about: files.join(', '), commands: [generateFiles, [...vitestRun, ...files]] }
}

/**
 * Checks of one step run two at a time, because most commands keep one core busy; the longest start first. The steps
 * before them make the files that they read, and the tests keep both cores busy by themselves.
 */
const steps: readonly (readonly Check[])[] = [
  [{ name: 'runtime', about: 'the pinned Node runs the tests', commands: [[node, 'scripts/check-runtime.ts']] }],
  [
    {
      name: 'generated',
      about: 'generated code is made from the spec',
      commands: [[node, 'packages/codegen/src/main.ts']],
    },
  ],
  [
    {
      name: 'build',
      about: 'the packages as they are published',
      commands: ['wechatpay-ts', '@wechatpay-ts/sandbox'].map((name) => [
        'npm',
        'run',
        '--silent',
        'build',
        '-w',
        name,
      ]),
    },
  ],
  [
    {
      name: 'compat',
      about: 'the packed packages in Node, Jest, NestJS, bundlers and compilers',
      commands: [['npm', 'run', '--silent', 'compat']],
    },
    {
      name: 'packages',
      about: 'publint and attw on the packed files',
      commands: [[node, 'scripts/check-packages.ts']],
    },
    {
      name: 'documentation',
      about: 'the reference of the packages and the types of names, which the tests find made',
      commands: [['npm', 'run', '--silent', 'generate:types', '-w', '@wechatpay-ts/docs']],
    },
    {
      name: 'spec',
      about: 'the OpenAPI documents and every example in them are valid',
      commands: [[node, 'packages/codegen/src/bundle-main.ts', '--check']],
    },
    {
      name: 'generated alike',
      about: 'generated code is the same when it is made once more',
      commands: [[node, 'packages/codegen/src/main.ts', '--check']],
    },
    {
      name: 'types',
      about: 'TypeScript, the page of the sandbox included',
      commands: [['npm', 'run', '--silent', 'types']],
    },
    { name: 'lint', about: 'oxlint, type-aware', commands: [['oxlint', '--type-aware', '--deny-warnings']] },
    { name: 'dead code', about: 'knip', commands: [['knip', '--no-progress']] },
    { name: 'format', about: 'oxfmt', commands: [['oxfmt', '--check', '.']] },
  ],
  [{ name: 'tests', about: 'vitest: unit, integration, browser, documentation', commands: [vitestRun] }],
]
const checks = steps.flat()

const usage = [
  'npm test                        every check:',
  '',
  ...checks.map(({ name, about }) => `  ${name.padEnd(17)}${about}`),
  '',
  'npm test -- --only <name> …     these checks alone',
  'npm test -- <file> …            these test files alone; a part of a path will do',
  'npm test -- --watch <file> …    the same, again after every change, until you press q',
].join('\n')
const { values, words: files } = readFlagsAndWords(
  { only: { type: 'string', multiple: true }, list: { type: 'boolean' }, watch: { type: 'boolean' } },
  usage,
)
if (values.list) {
  console.log(usage)
  process.exit(0)
}
const unknown = values.only?.filter((name) => !checks.some((check) => check.name === name)) ?? []
if (unknown.length > 0) misuse(`--only: no check is called "${unknown.join('", "')}"`, usage)

if (files.length > 0 && values.only) misuse('--only names checks: give it, or files, not both', usage)
if (values.watch) {
  if (files.length === 0) misuse('--watch: name the files to watch, such as packages/sdk/test/errors', usage)
  await rm(reportFolder, { recursive: true })
  const generated = await run(generateFiles, false)
  process.stdout.write(generated.output)
  const ok = generated.ok && (await run(['vitest', 'watch', ...files], true)).ok
  process.exit(ok ? 0 : 1)
}

const total: Count = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
for (const step of files.length > 0 ? [[filesAlone(files)]] : steps)
  await runTwoAtATime(step.filter(({ name }) => values.only?.includes(name) ?? true))
await rm(reportFolder, { recursive: true })

if (failures.length > 0 && files.length === 0)
  console.log(`\nfailed: ${failures.join(', ')}; one alone: npm test -- --only "${failures[0]}"`)
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 ? 1 : 0

function add(count: Count): void {
  total.passed += count.passed
  total.failed += count.failed
  total.skipped += count.skipped
}

async function runTwoAtATime(step: readonly Check[]): Promise<void> {
  const waiting = step.values()
  const lane = async (): Promise<void> => {
    for (const check of waiting) await runCheck(check)
  }
  await Promise.all([lane(), lane()])
}

async function runCheck(check: Check): Promise<void> {
  const started = performance.now()
  const { ok: isDone, output } = await runAll(check)
  let ok = isDone
  if (check.name === 'tests') {
    const count = await vitestCount()
    // A run that broke off before it could count has failed once, whatever its report says.
    add(count ?? { passed: 0, failed: 1, skipped: 0 })
    if (!ok && count?.failed === 0) total.failed++
    ok &&= count?.failed === 0
  } else add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (!ok) process.stdout.write(output)
  console.log(`${ok ? '✓' : '✗'} ${check.name} (${seconds} s) — ${check.about}`)
  if (!ok) failures.push(check.name)
}

interface Run {
  readonly ok: boolean
  /** Empty if it was shown as it came. */
  readonly output: Buffer
}

async function runAll(check: Check): Promise<Run> {
  for (const command of check.commands) {
    const done = await run(command, check.name === 'tests')
    if (!done.ok) return done
  }
  return { ok: true, output: Buffer.alloc(0) }
}

/** Shows the output of long commands as they run, and returns that of others. */
async function run([file, ...args]: readonly [string, ...string[]], live: boolean): Promise<Run> {
  const child = spawn(file, args, {
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    env: {
      // Checks start the same programs many times: npm, compilers, the sandbox.
      NODE_COMPILE_CACHE: compileCacheFolder,
      ...process.env,
      NO_COLOR: '1',
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    },
  })
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', ({ message }) => {
      console.error(`${message}: run it as "npm test", after "npm ci"`)
      resolve(null)
    })
    child.on('close', resolve)
  })
  return { ok: code === 0, output: Buffer.concat(output) }
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

async function vitestCount(): Promise<Count | undefined> {
  try {
    const report = JSON.parse(await readFile(vitestReport, 'utf8')) as VitestReport
    // A file that fails before its first test has no failed test in the report.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch (error) {
    console.error(`vitest left no report: ${String(error)}`)
    return undefined
  }
}
