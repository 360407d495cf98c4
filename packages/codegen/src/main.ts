/**
 * Generates everything that follows from `spec/`:
 *
 *     node packages/codegen/src/main.ts            write
 *     node packages/codegen/src/main.ts --check    compare with the disk, exit 1 on a difference
 *     node packages/codegen/src/main.ts --quiet    print errors only
 */
import { join } from 'node:path'
import { explainFailures, readFlags } from '../../../scripts/command-line.ts'
import { makeUnlessUpToDate } from '../../../scripts/up-to-date.ts'
import { codegenFolder, generatedFolders, lockFile, rootFolder, specFolder } from './folders.ts'
import type { Difference } from './generated-files.ts'
import type { Spec } from './spec/model.ts'

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

// Loaded only when there is something to do, since most starts find everything up to date.
const load = async () => {
  const [{ generate }, { loadSpec }, { SpecError }, files] = await Promise.all([
    import('./generate.ts'),
    import('./spec/load.ts'),
    import('./spec/references.ts'),
    import('./generated-files.ts'),
  ])
  explainFailures(SpecError)
  const generated = () => {
    const spec = loadSpec(values.spec)
    return { spec, files: generate(spec) }
  }
  return { generated, ...files }
}

if (values.check) {
  await check()
} else {
  const wasMade = await makeUnlessUpToDate(
    {
      record: join(values.out, 'node_modules/.cache/@wechatpay-ts/codegen/record.json'),
      inputs: [values.spec, ...['src', 'package.json'].map((name) => join(codegenFolder, name)), lockFile],
      outputs: generatedFolders.map((folder) => join(values.out, folder)),
    },
    write,
  )
  if (!wasMade && !values.quiet) console.log('up to date')
}

async function write(): Promise<void> {
  const { generated, writeFiles } = await load()
  const { spec, files } = generated()
  describe(spec, files, writeFiles(values.out, files))
}

async function check(): Promise<void> {
  const { generated, compareFiles } = await load()
  const { spec, files } = generated()
  const difference = compareFiles(values.out, files)
  describe(spec, files, difference)
  const { missing, changed, stale } = difference
  if (missing.length + changed.length + stale.length > 0)
    fail('Generated files are not what spec/ says: run npm run generate.')
  const again = generated().files
  const unstable = files.find((file, index) => file.text !== again[index]?.text)
  if (unstable)
    fail(`${unstable.path} comes out differently each time: the generator must not depend on anything but spec/.`)
}

function describe(spec: Spec, files: readonly unknown[], { missing, changed, stale }: Difference): void {
  if (values.quiet) return
  console.log(`${spec.operations.length} operations, ${spec.webhooks.length} notifications, ${files.length} files`)
  for (const path of missing) console.log(`+ ${path}`)
  for (const path of changed) console.log(`~ ${path}`)
  for (const path of stale) console.log(`- ${path}`)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
