import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadGlossary as loadTerms, type Glossary as Terms } from '../catalogue/glossary.ts'
import { readYaml } from '../spec/read-yaml.ts'
import { SpecError } from '../spec/references.ts'
import { isUnit, type Unit } from './units.ts'
import { commonValues, type CommonValues } from './common-values.ts'
import { sharedChecks, type SharedCheck } from './shared-checks.ts'
import { valueNames, type ValueNames } from './value-names.ts'

/** One text in both languages. */
export interface Wording {
  readonly zh: string
  readonly en: string
}

/** The meaning of a field. The unit is separate, since every field states it in the same words. */
export interface Meaning extends Wording {
  readonly unit?: Unit
}

/** The purpose of an operation or notification. */
export interface Sentences extends Wording {
  /** Its name in English; the Chinese one is the official title. */
  readonly name: string
  /** The glossary file, for messages. */
  readonly file: string
}

/** Meanings of fields that share a scope. */
export interface MeaningSection {
  /** The file, for messages. */
  readonly file: string
  /**
   * The scope of these fields: products (`v3/pay`), operation ids, event types, or names of shared schemas; a `*` at
   * the end stands for any ending. Absent: everywhere.
   */
  readonly in?: readonly string[]
  readonly at?: 'request' | 'response'
  /** Meanings by the end of the field's path, without list marks: `out_trade_no`, `amount.total`. */
  readonly fields: Readonly<Record<string, Meaning>>
}

/** The words in `spec/glossary/`, which the spec's files do not repeat. */
export interface Glossary {
  /** Names of fields. */
  readonly terms: Terms
  readonly meanings: readonly MeaningSection[]
  /** By operation id. */
  readonly operations: ReadonlyMap<string, Sentences>
  /** By event type as in `openapi.yaml`. */
  readonly notifications: ReadonlyMap<string, Sentences>
  /** Official names by product: `v3/pay`. */
  readonly products: ReadonlyMap<string, Wording>
  /** English words for the rows of error tables, by the Chinese ones. */
  readonly errors: ErrorWords
  /** English for short Chinese texts, by the Chinese ones. */
  readonly texts: ShortTexts
  /** Names for the values of fields. */
  readonly values: readonly ValueNames[]
  /** Meanings of values that fields of a name share. */
  readonly commonValues: readonly CommonValues[]
  /** Checks that request fields of a name share. */
  readonly checks: readonly SharedCheck[]
}

/** Short texts of the spec in English, by the Chinese ones. */
export interface ShortTexts {
  /** Parts of the product trail. */
  readonly groups: Readonly<Record<string, string>>
  /** Names of alternatives of one payload. */
  readonly alternatives: Readonly<Record<string, string>>
  /** Meanings of values. */
  readonly values: Readonly<Record<string, string>>
}

export interface ErrorWords {
  readonly meanings: Readonly<Record<string, string>>
  readonly remedies: Readonly<Record<string, string>>
}

/**
 * Reads `glossary/` of a spec folder. A missing part counts as empty.
 *
 * @throws {SpecError} a text lacks one of its languages, or a name is explained twice
 */
export function loadGlossary(specFolder: string): Glossary {
  const folder = join(specFolder, 'glossary')
  return {
    terms: loadTerms(specFolder),
    meanings: documents(folder, 'fields').flatMap(({ file, content }) => sections(file, content)),
    operations: sentences(documents(folder, 'operations')),
    notifications: sentences(documents(folder, 'notifications')),
    products: wordings(documents(folder, 'products.yaml'), ['zh', 'en']),
    errors: { meanings: {}, remedies: {}, ...(documents(folder, 'errors.yaml')[0]?.content as Partial<ErrorWords>) },
    texts: {
      groups: {},
      alternatives: {},
      values: {},
      ...(documents(folder, 'texts.yaml')[0]?.content as Partial<ShortTexts>),
    },
    values: valueNames(documents(folder, 'values.yaml')[0]?.content),
    commonValues: commonValues(documents(folder, 'common-values.yaml')[0]?.content),
    checks: sharedChecks(documents(folder, 'checks.yaml')[0]?.content),
  }
}

interface Document {
  readonly file: string
  readonly content: unknown
}

/** The YAML files of a folder, sorted by name, or a single file. */
function documents(folder: string, place: string): Document[] {
  const at = join(folder, place)
  if (!existsSync(at)) return []
  const files = place.endsWith('.yaml')
    ? [place]
    : readdirSync(at)
        .filter((name) => name.endsWith('.yaml'))
        .toSorted()
        .map((name) => `${place}/${name}`)
  return files.map((file) => ({
    file: `glossary/${file}`,
    content: readYaml(join(folder, file)),
  }))
}

function sections(file: string, content: unknown): MeaningSection[] {
  if (!Array.isArray(content)) throw new SpecError(`${file} must be a list of sections with fields`)
  return content.map((section: Record<string, unknown>) => {
    const known = ['in', 'at', 'fields']
    const unknown = Object.keys(section).find((key) => !known.includes(key))
    if (unknown !== undefined) throw new SpecError(`${file}: a section has ${known.join(', ')}, not ${unknown}`)
    for (const [path, meaning] of Object.entries(section['fields'] as object)) assertMeaning(file, path, meaning)
    return { file, ...(section as Omit<MeaningSection, 'file'>) }
  })
}

function assertMeaning(file: string, path: string, meaning: Record<string, unknown>): void {
  const { unit, ...texts } = meaning
  assertTexts(file, path, texts, ['zh', 'en'])
  if (unit !== undefined && !isUnit(unit))
    throw new SpecError(`${file}: ${path} has the unknown unit ${JSON.stringify(unit)}`)
}

function sentences(files: readonly Document[]): ReadonlyMap<string, Sentences> {
  return wordings(files, ['name', 'zh', 'en'])
}

function wordings<Text>(files: readonly Document[], languages: readonly string[]): ReadonlyMap<string, Text> {
  const all = new Map<string, Text>()
  for (const { file, content } of files) {
    for (const [key, texts] of Object.entries(content as Record<string, Record<string, unknown>>)) {
      if (all.has(key)) throw new SpecError(`${file}: ${key} is explained twice`)
      assertTexts(file, key, texts, languages)
      all.set(key, { ...texts, file } as Text)
    }
  }
  return all
}

function assertTexts(file: string, key: string, texts: object | null, wanted: readonly string[]): void {
  const given = Object.entries<unknown>({ ...texts })
  const isComplete = wanted.every((name) =>
    given.some(([key, text]) => key === name && typeof text === 'string' && text),
  )
  if (!isComplete || given.length !== wanted.length)
    throw new SpecError(`${file}: ${key} needs ${wanted.join(', ')}, and nothing else`)
}
