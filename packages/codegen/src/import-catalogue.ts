/**
 * Turns the API catalogue in `spec/facts` into spec files:
 *
 *     node packages/codegen/src/import-catalogue.ts [--facts <dir>] [--only <id-glob>]… [--out spec] [--base <dir> | --force]
 *
 * An id is `v3/payscore/payafter-orders#post` or, for a notification, `v3/PAYSCORE.USER_PAID`; in a glob `*` stands for
 * anything. The spec is kept by hand afterwards: a file that exists is not touched without `--base` or `--force`.
 *
 * `--base` is a spec folder as the last import wrote it (an import into an empty folder, before the facts or the rules
 * changed). The differences are merged into the files, key by key; where people changed the same place, their version
 * stays and is listed. Facts that are not followed are written to `<facts>/not-taken.jsonl`, each with its reason.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { NotTaken } from './catalogue/fact.ts'
import { withFacts } from './catalogue/facts.ts'
import { loadGlossary } from './catalogue/glossary.ts'
import { importCatalogue } from './catalogue/import.ts'
import { readFactFolder } from './catalogue/read-catalogue.ts'
import { handKeptReason } from './catalogue/rules/hand-kept.ts'
import { writeSpec } from './catalogue/write-spec.ts'
import { compareSpec } from './compare/compare.ts'
import { factsFolder, specFolder } from './folders.ts'
import { loadSpec } from './spec/load.ts'

const { values } = parseArgs({
  options: {
    facts: { type: 'string', default: factsFolder },
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: specFolder },
    base: { type: 'string' },
    force: { type: 'boolean', default: false },
  },
})

const folder = readFactFolder(values.facts)
if (folder.operations.length === 0) throw new Error(`--facts ${values.facts}: there is no operations.jsonl`)
const { notTaken, ...catalogue } = withFacts(folder, folder.facts)
const spec = importCatalogue(catalogue, folder.errors, values.only, loadGlossary(specFolder))
if (!existsSync(values.out) || readdirSync(values.out).length === 0) beginSpec(values.out)
const report = writeSpec(values.out, spec, values)
writeNotTaken(values.out === specFolder ? [...notTaken, ...keptByHand(notTaken)] : notTaken)
console.log(`${report.written.length} files written, ${report.kept.length} kept as they are`)
console.log(`${notTaken.length} facts not taken`)
for (const { file, at, value } of report.conflicts)
  console.log(`kept by hand: ${file} ${at.join('.')} (import: ${JSON.stringify(value)?.slice(0, 100)})`)

/** Creates a root document in which the import can enter its files. */
function beginSpec(out: string): void {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'openapi.yaml'), 'openapi: 3.1.1\npaths: {}\nwebhooks: {}\n')
}

/**
 * Lists places where people keep the spec different from the facts, with reasons. A place without a reason is printed.
 */
function keptByHand(known: readonly NotTaken[]): NotTaken[] {
  return compareSpec(loadSpec(values.out), folder, known).disagreements.flatMap(({ operation, path, key, theirs }) => {
    const reason = handKeptReason(operation, path)
    if (reason !== undefined) return [{ operation, path, keys: [key], value: theirs, reason }]
    console.log(`differs, and rules/hand-kept.ts has no reason: ${operation} ${path} ${key}`)
    return []
  })
}

function writeNotTaken(list: readonly NotTaken[]): void {
  const lines = list.map((one) => JSON.stringify(one)).toSorted()
  writeFileSync(join(values.facts, 'not-taken.jsonl'), lines.map((line) => `${line}\n`).join(''))
}
