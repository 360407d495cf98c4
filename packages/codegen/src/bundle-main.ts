/**
 * Makes one OpenAPI document of the spec, for Postman and for generators of any language:
 *
 *     npm run spec                     lint, validate, write spec/dist/openapi.json
 *     npm run spec -- --check          lint and validate, write nothing
 *     npm run spec -- --out api.json   somewhere else
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { explainFailures, readFlags } from '../../../scripts/command-line.ts'
import { completeBundle } from './bundle/bundle-spec.ts'
import { validateExamples } from './bundle/validate-examples.ts'
import { rootFolder, specFolder } from './folders.ts'
import { loadSpec } from './spec/load.ts'
import { SpecError } from './spec/references.ts'

const values = readFlags(
  {
    check: { type: 'boolean', default: false },
    out: { type: 'string', default: join(specFolder, 'dist', 'openapi.json') },
  },
  'npm run spec [-- --check | --out <file>]',
)
explainFailures(SpecError)

redocly('lint', join(specFolder, 'openapi.yaml'))
const spec = loadSpec()
const folder = mkdtempSync(join(tmpdir(), 'wechatpay-ts-spec-'))
const file = join(folder, 'openapi.json')
redocly('bundle', join(specFolder, 'openapi.yaml'), '--output', file)
const bundled = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
rmSync(folder, { recursive: true })
completeBundle(bundled, spec)

const { examples, problems } = validateExamples(bundled)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

const text = JSON.stringify(bundled)
console.log(
  `${spec.operations.length} operations, ${spec.webhooks.length} notifications, ${examples} examples valid, ${(text.length / 1e6).toFixed(1)} MB`,
)
if (!values.check) {
  mkdirSync(dirname(values.out), { recursive: true })
  writeFileSync(values.out, text)
  console.log(relative(process.cwd(), values.out))
}

function redocly(...args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(
    'redocly',
    [...args, '--config', join(specFolder, 'redocly.yaml')],
    {
      cwd: rootFolder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  if (error) throw error
  if (status === 0) return
  console.error(stdout + stderr)
  process.exit(1)
}
