/**
 * Generates everything that follows from `spec/`:
 *
 *     node packages/codegen/src/main.ts            write
 *     node packages/codegen/src/main.ts --check    compare with the disk, exit 1 on a difference
 *     node packages/codegen/src/main.ts --quiet    say nothing but what is wrong
 */
import { explainFailures, readFlags } from '../../../scripts/command-line.ts'
import { rootFolder, specFolder } from './folders.ts'
import { generate } from './generate.ts'
import { compareFiles, writeFiles } from './generated-files.ts'
import { loadSpec } from './spec/load.ts'
import { SpecError } from './spec/references.ts'

const usage = `npm run generate [-- <flags>]

  --check         compare with the disk, exit 1 on a difference
  --quiet         say nothing but what is wrong
  --spec <folder> where openapi.yaml lies
  --out <folder>  where the repository lies
  --help`

const values = readFlags(
  {
    check: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    spec: { type: 'string', default: specFolder },
    out: { type: 'string', default: rootFolder },
  },
  usage,
)

explainFailures(SpecError)
const spec = loadSpec(values.spec)
const files = generate(spec)
const { missing, changed, stale } = values.check ? compareFiles(values.out, files) : writeFiles(values.out, files)

if (!values.quiet)
  console.log(`${spec.operations.length} operations, ${spec.webhooks.length} notifications, ${files.length} files`)
if (!values.quiet) {
  for (const path of missing) console.log(`+ ${path}`)
  for (const path of changed) console.log(`~ ${path}`)
  for (const path of stale) console.log(`- ${path}`)
}

if (values.check) {
  if (missing.length + changed.length + stale.length > 0)
    fail('Generated files are not what spec/ says: run npm run generate.')
  const again = generate(loadSpec(values.spec))
  const unstable = files.find((file, index) => file.text !== again[index]?.text)
  if (unstable)
    fail(`${unstable.path} comes out differently each time: the generator must not depend on anything but spec/.`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
