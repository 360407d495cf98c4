import type { Place } from '../place.ts'
import { COMPLETED, completeProgram } from '../program.ts'

const everything = { blocking: true }

/** Node itself, and what runs TypeScript in it. */
export const nodePlaces: readonly Place[] = [
  {
    name: 'Node: import',
    files: { 'main.mjs': completeProgram('import', everything) },
    commands: [['node', 'main.mjs']],
    prints: COMPLETED,
  },
  {
    name: 'Node: require()',
    files: { 'main.cjs': completeProgram('require', everything) },
    commands: [['node', 'main.cjs']],
    prints: COMPLETED,
  },
  {
    name: 'Node: require() where it loads no ES modules, as before 22.12',
    files: { 'main.cjs': completeProgram('require', everything) },
    commands: [['node', '--no-experimental-require-module', 'main.cjs']],
    prints: COMPLETED,
  },
  {
    name: 'Node: TypeScript as it is',
    files: { 'main.mts': completeProgram('import', everything) },
    commands: [['node', 'main.mts']],
    prints: COMPLETED,
  },
  {
    name: 'tsx, CommonJS',
    files: { 'package.json': '{}', 'main.ts': completeProgram('import', everything) },
    commands: [['tsx', 'main.ts']],
    prints: COMPLETED,
  },
  {
    name: 'tsx, ES modules',
    files: { 'package.json': '{ "type": "module" }', 'main.ts': completeProgram('import', everything) },
    commands: [['tsx', 'main.ts']],
    prints: COMPLETED,
  },
]
