import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const commands = [
  'scripts/test.ts',
  'scripts/pack.ts',
  'packages/codegen/src/main.ts',
  'packages/codegen/src/bundle-main.ts',
  'packages/sdk/test/fuzz/main.ts',
  'packages/sandbox/src/bin.ts',
  'examples/power-bank/src/main.ts',
  'bench/src/main.ts',
  'docs/serve.ts',
]

function run(file: string, ...args: string[]): Promise<{ code: unknown; output: string; problems: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd: root }, (error, output, problems) =>
      resolve({ code: error?.code ?? 0, output, problems }),
    )
  })
}

test.each(commands)('%s names a flag that cannot be, and shows its usage', async (file) => {
  const { code, problems } = await run(file, '--prot', '1')
  expect(code).toBe(2)
  expect(problems.split('\n')[0]).toMatch(/^Unknown option '--prot'/)
  expect(problems).not.toMatch(/\n\s+at /)
})

test.each(commands)('%s has --help', async (file) => {
  const { code, output, problems } = await run(file, '--help')
  expect({ code, problems }).toEqual({ code: 0, problems: '' })
  expect(output).toMatch(/npm (run \w+|start|test)|wechatpay-sandbox/)
})

test.each([
  ['scripts/test.ts', ['--only', 'nothing'], 2, /--only.*"nothing"/],
  ['scripts/test.ts', ['--only', 'lint', 'a.test.ts'], 2, /--only names checks/],
  ['scripts/test.ts', ['--watch'], 2, /--watch: name the files/],
  ['packages/codegen/src/main.ts', ['--spec', '/nowhere'], 1, /openapi\.yaml.*\/nowhere/],
  ['packages/codegen/src/main.ts', ['--quiet', '--out', '/dev/null'], 1, /ENOTDIR|EEXIST/],
  ['packages/sdk/test/fuzz/main.ts', ['--seed', 'x'], 2, /--seed.*received x/],
  ['docs/serve.ts', ['--port', '65536'], 2, /--port.*received "65536"/],
  ['examples/power-bank/src/main.ts', ['--port', 'x'], 2, /--port.*x/],
  ['examples/power-bank/src/main.ts', ['--once', '--data', '/dev/null'], 1, /\/dev\/null is a file/],
] as const)('%s %j is refused in a line', async (file, args, wanted, words) => {
  const { code, problems } = await run(file, ...args)
  expect(code).toBe(wanted)
  expect(problems.split('\n')[0]).toMatch(words)
  expect(problems).not.toMatch(/\n\s+at /)
})
