import { builtinModules } from 'node:module'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { kilobytes, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'

interface Entry {
  readonly name: string
  readonly code: string
  readonly conditions: readonly string[]
}

interface Sizes {
  /** What is loaded with the import. */
  readonly eager: number
  readonly eagerGzip: number
  /** What a first call may load: operation tables, the hero's checks. */
  readonly lazy: number
}

const node = ['node', 'import', 'default']
const entries: readonly Entry[] = [
  { name: 'wechatpay-ts (Node)', code: `export { WechatPay } from 'wechatpay-ts'`, conditions: node },
  {
    name: 'wechatpay-ts (Workers)',
    code: `export { WechatPay } from 'wechatpay-ts'`,
    conditions: ['workerd', 'worker', 'import', 'default'],
  },
  { name: 'wechatpay-ts/webhook (Node)', code: `export * from 'wechatpay-ts/webhook'`, conditions: node },
  { name: 'wechatpay-axios-plugin', code: `export { Wechatpay } from 'wechatpay-axios-plugin'`, conditions: node },
]

/** Minified by Vite's bundler, Node's own modules left outside. */
export async function bundle(): Promise<Report> {
  const sizes: Record<string, Sizes> = {}
  for (const entry of entries) sizes[entry.name] = measure(await chunksOf(entry))
  const rows = Object.entries(sizes).map(([name, { eager, eagerGzip, lazy }]) => [
    name,
    kilobytes(eager),
    kilobytes(eagerGzip),
    kilobytes(lazy),
  ])
  return { text: table(['', 'minified', 'gzip', 'loaded when called'], rows), targets: [], data: sizes }
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
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const eager = new Set<Rolldown.OutputChunk>()
  const add = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (!chunk || eager.has(chunk)) return
    eager.add(chunk)
    for (const name of chunk.imports) add(byName.get(name))
  }
  add(chunks.find((chunk) => chunk.isEntry))
  const text = [...eager].map(({ code }) => code).join('')
  const bytes = (code: string): number => Buffer.byteLength(code)
  return {
    eager: bytes(text),
    eagerGzip: gzipSync(text).length,
    lazy: chunks.filter((chunk) => !eager.has(chunk)).reduce((sum, { code }) => sum + bytes(code), 0),
  }
}
