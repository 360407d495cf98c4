import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readYaml } from '../spec/read-yaml.ts'

/** The name of a field in both languages. */
export interface Term {
  readonly zh: string
  readonly en: string
}

/** Terms by field name. */
export type Glossary = Readonly<Record<string, Term>>

/**
 * Reads `glossary/fields.yaml` of a spec folder. A missing file gives an empty glossary.
 *
 * @throws {Error} a term lacks one of its languages
 */
export function loadGlossary(specFolder: string): Glossary {
  const file = join(specFolder, 'glossary', 'fields.yaml')
  if (!existsSync(file)) return {}
  const terms = readYaml(file) as Record<string, Partial<Term> | null>
  for (const [name, term] of Object.entries(terms)) {
    if (!term?.zh || !term.en) throw new Error(`${file}: ${name} needs zh and en`)
  }
  return terms as Glossary
}
