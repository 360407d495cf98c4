import type { Place } from '../place.ts'
import { COMPLETED, completeProgram } from '../program.ts'

const inOneFile = { blocking: false }

function webpackOf(file: string): Place['files'] {
  const config = { mode: 'production', target: 'node', entry: `./${file}`, output: { filename: 'out.cjs' } }
  return {
    'bundle.cjs': `const { resolve } = require('node:path')
const config = ${JSON.stringify(config)}
config.context = __dirname
config.output.path = resolve(__dirname, 'out')
require('webpack')(config, (error, stats) => {
  if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString())
})
`,
  }
}

export const bundlerPlaces: readonly Place[] = [
  {
    name: 'esbuild, from import into CommonJS',
    files: { 'main.mjs': completeProgram('import', inOneFile) },
    commands: [
      ['esbuild', 'main.mjs', '--bundle', '--platform=node', '--format=cjs', '--outfile=out/main.cjs'],
      ['node', 'out/main.cjs'],
    ],
    prints: COMPLETED,
  },
  {
    name: 'esbuild, from require() into CommonJS',
    files: { 'main.cjs': completeProgram('require', inOneFile) },
    commands: [
      ['esbuild', 'main.cjs', '--bundle', '--platform=node', '--format=cjs', '--outfile=out/main.cjs'],
      ['node', 'out/main.cjs'],
    ],
    prints: COMPLETED,
  },
  {
    name: 'webpack, from import',
    files: { 'main.mjs': completeProgram('import', inOneFile), ...webpackOf('main.mjs') },
    commands: [
      ['node', 'bundle.cjs'],
      ['node', 'out/out.cjs'],
    ],
    prints: COMPLETED,
  },
  {
    name: 'webpack, from require()',
    files: { 'main.cjs': completeProgram('require', inOneFile), ...webpackOf('main.cjs') },
    commands: [
      ['node', 'bundle.cjs'],
      ['node', 'out/out.cjs'],
    ],
    prints: COMPLETED,
  },
]
