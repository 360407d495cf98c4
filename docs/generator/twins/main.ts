/**
 * Writes what the site has for machines into a built site:
 *
 *     node --conditions=@wechatpay-ts/source generator/twins/main.ts --out .vitepress/dist
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSpec } from '../../../packages/codegen/src/index.ts'
import { bundleSpec } from '../../../packages/codegen/src/bundle/bundle-spec.ts'
import { explainFailures, misuse, readFlags } from '../../../scripts/command-line.ts'
import { machineFiles } from './files.ts'

const usage = 'node generator/twins/main.ts --out <folder of the built site>'
const { out } = readFlags({ out: { type: 'string' } }, usage)
if (out === undefined) misuse('--out: expected the folder of the built site', usage)
explainFailures()

const spec = loadSpec()
const docsFolder = fileURLToPath(new URL('../../', import.meta.url))
const files = [...machineFiles(spec, docsFolder), ['openapi.json', JSON.stringify(bundleSpec(spec))] as const]
for (const [file, content] of files) {
  const path = join(out, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
