import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Document, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { SchemaNode } from './field-schema.ts'
import type { PathFile } from './path-item.ts'
import type { WebhookFile } from './webhook-item.ts'

/** What an import did. */
export interface ImportReport {
  readonly written: readonly string[]
  /** Existing files, left as people made them. */
  readonly kept: readonly string[]
}

export interface ImportedSpec {
  readonly paths: readonly PathFile[]
  readonly webhooks: readonly WebhookFile[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

/**
 * Writes path and webhook files into a spec folder and enters them in its `openapi.yaml`. The spec is kept by hand:
 * a file that exists is never touched unless `force` is set.
 *
 * @throws {Error} when the folder has no `openapi.yaml`
 */
export function writeSpec(folder: string, spec: ImportedSpec, force: boolean): ImportReport {
  const rootFile = join(folder, 'openapi.yaml')
  if (!existsSync(rootFile))
    throw new Error(`${rootFile} is missing: the import enters paths there, it does not make one`)
  const root = parseDocument(readFileSync(rootFile, 'utf8'))
  const written: string[] = []
  const kept: string[] = []
  const write = (file: string, item: SchemaNode) => {
    const target = join(folder, file)
    if (existsSync(target) && !force) {
      kept.push(file)
      return
    }
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, printYaml(new Document(item, { aliasDuplicateObjects: false })))
    written.push(file)
  }
  for (const { path, file, item } of spec.paths) {
    write(file, item)
    root.setIn(
      ['paths', path],
      root.createNode({ $ref: encodeURI(`./${file}`).replaceAll('%7B', '{').replaceAll('%7D', '}') }),
    )
  }
  for (const { name, file, item } of spec.webhooks) {
    write(file, item)
    root.setIn(['webhooks', name], root.createNode({ $ref: `./${file}` }))
  }
  addTags(root, spec.tags)
  sortKeys(root, 'paths')
  sortKeys(root, 'webhooks')
  writeFileSync(rootFile, printYaml(root))
  return { written, kept }
}

function addTags(root: Document, tags: ImportedSpec['tags']): void {
  const existing = root.get('tags')
  if (!isSeq(existing)) {
    root.set('tags', root.createNode(tags))
    return
  }
  const known = new Set(existing.items.map((item) => (isMap(item) ? item.get('name') : undefined)))
  for (const tag of tags) if (!known.has(tag.name)) existing.add(root.createNode(tag))
}

function sortKeys(root: Document, key: string): void {
  const map = root.get(key)
  if (!isMap(map)) return
  map.flow = false
  map.items.sort((one, other) => (String(one.key) < String(other.key) ? -1 : 1))
}

/** References and short lists stay on one line, everything else is spread out. */
function printYaml(document: Document): string {
  visit(document, {
    Map(_, map) {
      if (map.items.length === 1 && isScalar(map.items[0]?.key) && map.items[0].key.value === '$ref') map.flow = true
    },
    Seq(_, seq) {
      const scalars = seq.items.every((item) => isScalar(item))
      if (scalars && seq.items.map((item) => String(item)).join(', ').length < 90) seq.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true })
}
