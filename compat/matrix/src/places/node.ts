import type { Place } from '../place.ts'
import { COMPLETED, type Style, completeProgram } from '../program.ts'

/** Node itself, and tools that run TypeScript in it. */
export const nodePlaces: readonly Place[] = [
  runs('Node: import', 'import', ['node', 'main.mjs']),
  runs('Node: require()', 'require', ['node', 'main.cjs']),
  runs('Node: require() where it loads no ES modules, as before 22.12', 'require', [
    'node',
    '--no-experimental-require-module',
    'main.cjs',
  ]),
  runs('Node: TypeScript as it is', 'import', ['node', 'main.mts']),
  runs('tsx, CommonJS', 'import', ['tsx', 'main.ts']),
  runs('tsx, ES modules', 'import', ['tsx', 'main.ts'], { type: 'module' }),
]

/** @param command ends with the program's file */
function runs(name: string, style: Style, command: Place['commands'][number], manifest: object = {}): Place {
  return {
    name,
    files: {
      'package.json': JSON.stringify(manifest),
      [command.at(-1)!]: completeProgram(style, { blocking: true }),
    },
    commands: [command],
    prints: COMPLETED,
  }
}
