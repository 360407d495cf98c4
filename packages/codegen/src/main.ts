/**
 * Generates everything that follows from `spec/`:
 *
 *     node packages/codegen/src/main.ts            write
 *     node packages/codegen/src/main.ts --check    compare with the disk, exit 1 on a difference
 */
import { parseArgs } from 'node:util'
import { rootFolder, specFolder } from './folders.ts'
import { generate } from './generate.ts'
import { compareFiles, writeFiles, type Difference } from './generated-files.ts'
import { loadSpec } from './spec/load.ts'

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    spec: { type: 'string', default: specFolder },
    out: { type: 'string', default: rootFolder }
  }
})

const spec = loadSpec(values.spec)
const files = generate(spec)
const difference = values.check ? compareFiles(values.out, files) : writeFiles(values.out, files)
console.log(`${spec.operations.length} operations, ${spec.webhooks.length} notifications, ${files.length} files`)
report(difference)
if (values.check && Object.values(difference).some((paths: readonly string[]) => paths.length > 0)) {
  console.error('Generated files are not what spec/ says. Run: npm run generate')
  process.exitCode = 1
}

function report({ missing, changed, stale }: Difference): void {
  for (const path of missing) console.log(`+ ${path}`)
  for (const path of changed) console.log(`~ ${path}`)
  for (const path of stale) console.log(`- ${path}`)
}
