/**
 * Compares the spec with another source in the format of `spec/facts`:
 *
 *     npm run spec:compare                          with spec/facts itself: must agree
 *     npm run spec:compare -- <folder of facts>     what differs, and how much was compared
 *     npm run spec:compare -- <folder> --json       the same for programs
 *
 * Exit code: 0 nothing differs, 1 something does, 2 the folder cannot be read.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { factFiles, readFactFolder, readNotTaken } from './catalogue/read-catalogue.ts'
import { compareSpec } from './compare/compare.ts'
import { factsFolder } from './folders.ts'
import { loadSpec } from './spec/load.ts'

const usage = `npm run spec:compare -- [<folder of facts>] [--json]

Compares the spec with facts: operations.jsonl, operations-added.jsonl, webhooks.jsonl, facts.jsonl, errors.jsonl, as
spec/README.md describes them. Of a folder only the files that are there are compared. What spec/facts/not-taken.jsonl lists is no difference.

Exit code: 0 nothing differs, 1 something does, 2 the folder cannot be read.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
})

if (values.help) console.log(usage)
else process.exitCode = run(positionals[0] ?? factsFolder)

function run(folder: string): number {
  if (!factFiles.some((file) => existsSync(join(folder, file)))) {
    console.error(`${folder}: expected one of ${factFiles.join(', ')}, found none`)
    return 2
  }
  const { compared, disagreements, unknown } = compareSpec(
    loadSpec(),
    readFactFolder(folder),
    readNotTaken(factsFolder),
  )
  if (values.json) console.log(JSON.stringify({ compared, disagreements, unknown }))
  else {
    for (const { operation, path, key, theirs, ours } of disagreements)
      console.log(
        `${operation} ${path} ${key}: ${JSON.stringify(theirs)}, the spec has ${JSON.stringify(ours) ?? 'nothing'}`,
      )
    const total = Object.values(compared).reduce((sum, count) => sum + count, 0)
    console.log(
      Object.entries(compared)
        .map(([key, count]) => `${key} ${count}`)
        .join(' · '),
    )
    for (const [key, count] of Object.entries(unknown)) console.log(`not compared: ${key} (${count})`)
    console.log(`${total} compared, ${disagreements.length} differ`)
  }
  return disagreements.length === 0 ? 0 : 1
}
