import { defineConfig } from 'vitest/config'
import { compileCacheFolder } from './scripts/compile-cache-folder.ts'

// Workspace packages resolve to their sources, in this process and in every worker or child that a test starts.
const sourceCondition = '--conditions=@wechatpay-ts/source'
if (!process.env['NODE_OPTIONS']?.includes(sourceCondition)) {
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} ${sourceCondition}`.trim()
}

// Tests start hundreds of programs.
process.env['NODE_COMPILE_CACHE'] ??= compileCacheFolder

// The sandboxes of tests, hundreds of them, take each other's RSA keys: generating those took a twentieth of a run.
process.env['WECHATPAY_SANDBOX_REUSE_KEYS'] ??= '1'

/** Files that each need a process of their own: they mock a module or replace the global `fetch`. */
const alone = [
  'packages/sdk/test/errors/missing-hints.test.ts',
  'packages/sdk/test/launch/launch.test.ts',
  'packages/sdk/test/testing/msw.test.ts',
  'packages/sdk/test/testing/nock.test.ts',
]
/** The longest files. They start first, so that short files fill the end of a run on both workers. */
const longest = ['docs/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts']
const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  // Vitest passes these on to Node, where `import` would also govern `require()` and break packages of both kinds (pg).
  ssr: { resolve: { conditions: ['@wechatpay-ts/source', 'node'] } },
  test: {
    projects: [
      // Vitest runs projects in the order of their names.
      { extends: true, test: { name: '1 alone', include: alone, exclude } },
      // All other files share one process for each worker, which loads modules, reads the spec and compiles PGlite once.
      { extends: true, test: { name: '2 longest', include: longest, exclude, isolate: false } },
      {
        extends: true,
        test: {
          name: '3 packages',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: [...exclude, ...alone],
          isolate: false,
        },
      },
    ],
    globalSetup: ['scripts/test-setup/postgres.ts'],
    setupFiles: ['scripts/test-setup/no-network.ts'],
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
