/**
 * Turns the API catalogue into spec files:
 *
 *     node packages/codegen/src/import-catalogue.ts --catalogue <dir> [--only <id-glob>]… [--out spec] [--force]
 *
 * An id is `v3/payscore/payafter-orders#post` or, for a notification, `v3/PAYSCORE.USER_PAID`; in a glob `*` stands for
 * anything. The spec is kept by hand afterwards: files that exist are not touched without `--force`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { CatalogueOperation, CatalogueWebhook } from './catalogue/entry.ts'
import { loadGlossary } from './catalogue/glossary.ts'
import { importCatalogue } from './catalogue/import.ts'
import { writeSpec } from './catalogue/write-spec.ts'
import { specFolder } from './folders.ts'

const { values } = parseArgs({
  options: {
    catalogue: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: specFolder },
    force: { type: 'boolean', default: false },
  },
})
if (values.catalogue === undefined) {
  throw new Error('--catalogue is missing: the folder that holds operations.jsonl and webhooks.jsonl')
}

const spec = importCatalogue(
  readRows<CatalogueOperation>(join(values.catalogue, 'operations.jsonl')),
  readRows<CatalogueWebhook>(join(values.catalogue, 'webhooks.jsonl')),
  values.only,
  loadGlossary(values.out),
)
const report = writeSpec(values.out, spec, values.force)
console.log(`${report.written.length} files written, ${report.kept.length} kept as they are`)

function readRows<Row>(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}
