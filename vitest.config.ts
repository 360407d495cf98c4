import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Workspace packages resolve to their sources, in this process and in every worker or child that a test starts.
const sourceCondition = '--conditions=@wechatpay-ts/source'
if (!process.env['NODE_OPTIONS']?.includes(sourceCondition)) {
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} ${sourceCondition}`.trim()
}

// Node keeps compiled code and stripped types here: the hundreds of programs that tests start load in half the time.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url))

/**
 * Files that each need a process of their own: they mock a module or replace the global `fetch`, or the longest part of
 * them runs in other processes anyway. They start first, so that short files fill the end of a run on both workers.
 */
const alone = [
  'docs/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'scripts/test/**/*.test.ts',
  'packages/sdk/test/launch/launch.test.ts',
  'packages/sdk/test/testing/msw.test.ts',
  'packages/sdk/test/testing/nock.test.ts',
]
const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  // Vitest passes these on to Node, where `import` would also govern `require()` and break packages of both kinds (pg).
  ssr: { resolve: { conditions: ['@wechatpay-ts/source', 'node'] } },
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: alone, exclude } },
      // All other files share one process for each worker, which loads the modules and compiles PGlite once.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: [...exclude, ...alone],
          isolate: false,
        },
      },
    ],
    globalSetup: ['scripts/test-setup/postgres.ts'],
    unstubEnvs: true,
    pool: 'forks',
    maxWorkers: 2,
    // These limits only end what hangs. A machine with much else to do is slow, not wrong, so no test sets its own.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 300_000 } },
  },
})
