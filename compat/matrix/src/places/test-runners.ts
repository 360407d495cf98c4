import type { Place } from '../place.ts'
import { COMPLETED, completeFunction } from '../program.ts'

function heroTest(style: 'import' | 'require'): string {
  return `${completeFunction(style, { blocking: true })}
test('an order is completed', async () => {
  expect(await complete()).toBe('${COMPLETED}')
})
`
}

/** Jest writes its report to stderr, so only the exit code counts. */
const jest = ['jest', '--ci', '--rootDir', '.'] as const

export const testRunnerPlaces: readonly Place[] = [
  {
    name: 'Jest, JavaScript',
    files: { 'package.json': '{}', 'hero.test.js': heroTest('require') },
    commands: [jest],
  },
  {
    name: 'Jest, ts-jest',
    files: {
      'package.json': '{}',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, target: 'es2022', module: 'node16', types: ['jest', 'node'] },
      }),
      'jest.config.js': "module.exports = { transform: { '\\\\.ts$': 'ts-jest' } }\n",
      'hero.test.ts': heroTest('import'),
    },
    commands: [jest],
  },
]
