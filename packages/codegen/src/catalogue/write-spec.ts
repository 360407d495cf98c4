import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Document, isMap, isScalar, isSeq, parse, parseDocument, visit } from 'yaml'
import type { ComponentFile } from './errors.ts'
import type { SchemaNode } from './field-schema.ts'
import { mergeInto, type Conflict } from './merge-node.ts'
import type { PathFile } from './path-item.ts'
import type { WebhookFile } from './webhook-item.ts'

/** The result of an import. */
export interface ImportReport {
  readonly written: readonly string[]
  /** Existing files that the import left as people made them. */
  readonly kept: readonly string[]
  /** Places that both the import and a person changed. */
  readonly conflicts: readonly Conflict[]
}

export interface ImportedSpec {
  readonly paths: readonly PathFile[]
  readonly webhooks: readonly WebhookFile[]
  readonly components: readonly ComponentFile[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

export interface WriteOptions {
  /** Overwrites files that exist. */
  readonly force?: boolean
  /** A spec folder as the last import wrote it. Changes since then are merged into existing files. */
  readonly base?: string | undefined
}

/**
 * Writes path and webhook files into a spec folder and enters them in its `openapi.yaml`. The spec is kept by hand:
 * without `base` or `force` a file that exists is never touched.
 *
 * @throws {Error} when the folder has no `openapi.yaml`
 */
export function writeSpec(
  folder: string,
  spec: ImportedSpec,
  { force = false, base }: WriteOptions = {},
): ImportReport {
  const rootFile = join(folder, 'openapi.yaml')
  if (!existsSync(rootFile))
    throw new Error(`${rootFile} is missing: the import enters paths there, it does not make one`)
  const root = parseDocument(readFileSync(rootFile, 'utf8'))
  const report = { written: [] as string[], kept: [] as string[], conflicts: [] as Conflict[] }
  const write = (file: string, item: SchemaNode) => {
    const target = join(folder, file)
    const text = printYaml(new Document(item, { aliasDuplicateObjects: false }))
    const present = existsSync(target) && !force ? readFileSync(target, 'utf8') : undefined
    const before =
      base === undefined || !existsSync(join(base, file)) ? undefined : readFileSync(join(base, file), 'utf8')
    if (present !== undefined && (present === text || before === undefined)) {
      report.kept.push(file)
      return
    }
    mkdirSync(dirname(target), { recursive: true })
    if (present === undefined || present === before) writeFileSync(target, text)
    else {
      const document = parseDocument(present)
      const conflicts = mergeInto(document, parse(before!) as SchemaNode, parse(text) as SchemaNode)
      report.conflicts.push(...conflicts.map((conflict) => Object.assign({ file }, conflict)))
      const merged = printYaml(document)
      if (merged === present) {
        report.kept.push(file)
        return
      }
      writeFileSync(target, merged)
    }
    report.written.push(file)
  }
  for (const { file, item } of spec.components) write(file, item)
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
  if (base !== undefined) removeGone(folder, root, spec, base)
  addTags(root, spec.tags)
  sortKeys(root, 'paths')
  sortKeys(root, 'webhooks')
  writeFileSync(rootFile, printYaml(root))
  return report
}

/** Deletes paths that the last import wrote and this one does not. */
function removeGone(folder: string, root: Document, spec: ImportedSpec, base: string): void {
  const before = parse(readFileSync(join(base, 'openapi.yaml'), 'utf8')) as { paths: Record<string, { $ref: string }> }
  const now = new Set(spec.paths.map(({ path }) => path))
  for (const [path, { $ref }] of Object.entries(before.paths)) {
    if (now.has(path)) continue
    root.deleteIn(['paths', path])
    rmSync(join(folder, decodeURI($ref)), { force: true })
  }
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

/** Prints references and short lists on one line, everything else spread out. */
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
