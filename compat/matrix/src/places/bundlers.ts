import type { Place } from '../place.ts'
import { COMPLETED, type Style, completeProgram } from '../program.ts'

/** The file of the program for each module style. */
const mains: Readonly<Record<Style, string>> = { import: 'main.mjs', require: 'main.cjs' }

export const bundlerPlaces: readonly Place[] = [
  bundles('esbuild, from import into CommonJS', 'import', esbuild),
  bundles('esbuild, from require() into CommonJS', 'require', esbuild),
  bundles('webpack, from import', 'import', webpack),
  bundles('webpack, from require()', 'require', webpack),
  bundles('Vite, server build into CommonJS', 'import', vite),
]

/** A bundler that puts a program into one file, `out/main.cjs`. */
type Bundler = (main: string) => {
  readonly files: Place['files']
  readonly command: Place['commands'][number]
}

function bundles(name: string, style: Style, bundler: Bundler): Place {
  const main = mains[style]
  const { files, command } = bundler(main)
  return {
    name,
    files: { [main]: completeProgram(style, { blocking: false }), ...files },
    commands: [command, ['node', 'out/main.cjs']],
    prints: COMPLETED,
  }
}

function esbuild(main: string): ReturnType<Bundler> {
  return {
    files: {},
    command: ['esbuild', main, '--bundle', '--platform=node', '--format=cjs', '--outfile=out/main.cjs'],
  }
}

function webpack(main: string): ReturnType<Bundler> {
  const config = { mode: 'production', target: 'node', entry: `./${main}`, output: { filename: 'main.cjs' } }
  const program = `const { resolve } = require('node:path')
const config = ${JSON.stringify(config)}
config.context = __dirname
config.output.path = resolve(__dirname, 'out')
require('webpack')(config, (error, stats) => {
  if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString())
})
`
  return { files: { 'bundle.cjs': program }, command: ['node', 'bundle.cjs'] }
}

/** Vite as it builds servers, and the main process of Electron. */
function vite(main: string): ReturnType<Bundler> {
  const config = {
    logLevel: 'warn',
    build: { ssr: main, outDir: 'out', rollupOptions: { output: { format: 'cjs', entryFileNames: 'main.cjs' } } },
    ssr: { noExternal: true },
  }
  return { files: { 'vite.config.mjs': `export default ${JSON.stringify(config)}\n` }, command: ['vite', 'build'] }
}
