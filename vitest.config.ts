import { defineConfig } from 'vitest/config'

// Workspace packages resolve to their sources, in this process and in every worker or child that a test starts.
const sourceCondition = '--conditions=@wechatpay-ts/source'
if (!process.env['NODE_OPTIONS']?.includes(sourceCondition)) {
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} ${sourceCondition}`.trim()
}

export default defineConfig({
  // Vitest passes these on to Node, where `import` would also govern `require()` and break packages of both kinds (pg).
  ssr: { resolve: { conditions: ['@wechatpay-ts/source', 'node'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'docs/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['scripts/test-setup/postgres.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // These limits only end what hangs. A machine with much else to do is slow, not wrong, so no test sets its own.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 300_000 } },
  },
})
