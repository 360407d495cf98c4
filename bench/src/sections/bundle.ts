import { builtinModules } from 'node:module'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { kilobytes, number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'

interface Entry {
  readonly name: string
  readonly code: string
  readonly conditions: readonly string[]
}

interface Sizes {
  /** Bytes loaded with the import. */
  readonly eager: number
  readonly eagerGzip: number
  /** Bytes that the first call of an operation adds: the request path and its product's table. */
  readonly firstCall: number
  /** Bytes that some call loads: all tables, uploads, lists, APIv2. */
  readonly lazy: number
}

const MOST_BYTES = 30_000
const OURS = 'wechatpay-ts (Node)'
/** Modules that completing a pay-after order loads. */
const CALLED =
  /\/(?:request\/perform-call|generated\/facts\/(?:index|v3-payscore)|payscore\/check-completion-request)\.js$/

const node = ['node', 'import', 'default']
const entries: readonly Entry[] = [
  { name: OURS, code: `export { WechatPay } from 'wechatpay-ts'`, conditions: node },
  {
    name: 'wechatpay-ts (Workers)',
    code: `export { WechatPay } from 'wechatpay-ts'`,
    conditions: ['workerd', 'worker', 'import', 'default'],
  },
  { name: 'wechatpay-ts/webhook (Node)', code: `export * from 'wechatpay-ts/webhook'`, conditions: node },
  { name: 'wechatpay-axios-plugin', code: `export { Wechatpay } from 'wechatpay-axios-plugin'`, conditions: node },
]

/** Bundles and minifies with Vite's bundler. Node's own modules stay external. */
export async function bundle(): Promise<Report> {
  const sizes: Record<string, Sizes> = {}
  for (const entry of entries) sizes[entry.name] = measure(await chunksOf(entry))
  const rows = Object.entries(sizes).map(([name, { eager, eagerGzip, firstCall, lazy }]) => [
    name,
    kilobytes(eager),
    kilobytes(eagerGzip),
    kilobytes(firstCall),
    kilobytes(lazy),
  ])
  const { eager } = sizes[OURS]!
  return {
    text: table(['', 'minified', 'gzip', 'first call', 'all calls'], rows),
    targets: [
      {
        name: 'client without any product’s metadata, minified',
        wanted: `≤ ${number(MOST_BYTES)} bytes`,
        measured: `${number(eager)} bytes`,
        met: eager <= MOST_BYTES,
      },
    ],
    data: sizes,
  }
}

async function chunksOf({ code, conditions }: Entry): Promise<readonly Rolldown.OutputChunk[]> {
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, resolve: { conditions: [...conditions] } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
    build: {
      write: false,
      ssr: true,
      minify: true,
      target: 'node22',
      rolldownOptions: { input: ENTRY, external: [/^node:/, ...builtinModules] },
    },
  })) as Rolldown.RolldownOutput
  return output.output.filter((part) => part.type === 'chunk')
}

const ENTRY = 'bench-entry'

function measure(chunks: readonly Rolldown.OutputChunk[]): Sizes {
  const eager = withImports(
    chunks.filter((chunk) => chunk.isEntry),
    chunks,
  )
  const called = withImports(
    chunks.filter(({ facadeModuleId }) => CALLED.test(facadeModuleId ?? '')),
    chunks,
  )
  const text = [...eager].map(({ code }) => code).join('')
  const bytes = (some: readonly Rolldown.OutputChunk[]): number =>
    some.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0)
  return {
    eager: bytes([...eager]),
    eagerGzip: gzipSync(text).length,
    firstCall: bytes([...called].filter((chunk) => !eager.has(chunk))),
    lazy: bytes(chunks.filter((chunk) => !eager.has(chunk))),
  }
}

/** These chunks and everything that they import. */
function withImports(some: readonly Rolldown.OutputChunk[], chunks: readonly Rolldown.OutputChunk[]) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const found = new Set<Rolldown.OutputChunk>()
  const add = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (!chunk || found.has(chunk)) return
    found.add(chunk)
    for (const name of chunk.imports) add(byName.get(name))
  }
  for (const chunk of some) add(chunk)
  return found
}
