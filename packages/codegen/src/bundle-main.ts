/**
 * Makes one OpenAPI document of the spec, for Postman and for generators of any language:
 *
 *     npm run spec                     lint, validate, write spec/dist/openapi.json
 *     npm run spec -- --check          lint and validate, write nothing
 *     npm run spec -- --out api.json   somewhere else
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { explainFailures, readFlags } from '../../../scripts/command-line.ts'
import { bundleSpec } from './bundle/bundle-spec.ts'
import { redocly } from './bundle/redocly.ts'
import { validateExamples } from './bundle/validate-examples.ts'
import { specFolder } from './folders.ts'
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
const bundled = bundleSpec(spec)

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
