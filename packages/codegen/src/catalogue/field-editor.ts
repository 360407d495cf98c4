import { isWithin } from '../spec/within.ts'
import type { CatalogueCaller, CatalogueField } from './entry.ts'
import { keysOf, type Fact } from './fact.ts'

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
type Field = Omit<Writable<CatalogueField>, 'fields' | 'variants'> & {
  fields?: Fields
  variants?: { fields: Fields }[]
}

/** Fields of one object, to be changed in place. */
export type Fields = Field[]

/** Keys that a fact and a field share. */
const plain = [
  'required',
  'enum',
  'minLength',
  'maxBytes',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'default',
  'unit',
  'format',
  'condition',
  'encrypted',
  'encryptedWith',
] as const

type Refuse = (fact: Fact, keys: readonly string[], reason: string) => void

/** Puts the facts of one operation into its fields. */
export class FieldEditor {
  readonly #refuse: Refuse
  readonly #changed = new Map<Field, Fact>()
  /** Fields whose plaintext length came from a fact. */
  readonly #measured = new Set<Field>()

  constructor(refuse: Refuse) {
    this.#refuse = refuse
  }

  apply({ fields, steps }: { readonly fields: Fields[]; readonly steps: readonly string[] }, fact: Fact): void {
    const name = (steps.at(-1) ?? '').replace('[]', '')
    const parents = steps.slice(0, -1).reduce((lists, step) => lists.flatMap((list) => inside(list, step)), fields)
    const found = parents.flatMap((list) => list.filter((field) => field.name === name))
    if (fact.add) this.#add(parents, name, fact)
    else if (found.length === 0) {
      if (keysOf(fact).length > 0) this.#refuse(fact, keysOf(fact), 'the field is not in the catalogue')
    } else if (fact.remove)
      for (const list of parents) list.splice(0, Infinity, ...list.filter((one) => one.name !== name))
    else for (const field of found) this.#change(field, fact)
  }

  /**
   * Drops leftovers that break a changed field's new limits: an example that does not fit, a limit that contradicts an
   * enum.
   */
  finish(): void {
    for (const [field, fact] of this.#changed) {
      const longest = Math.max(0, ...(field.enum ?? []).map((value) => String(value).length))
      if (field.maxLength !== undefined && longest > field.maxLength) {
        this.#refuse(fact, ['maxLength'], 'a documented value of the field is longer')
        delete field.maxLength
      }
      if (field.format === 'date-time' && (field.maxLength ?? Infinity) < '2026-03-01T10:00:00Z'.length) {
        this.#refuse(fact, ['maxLength'], 'shorter than a time in RFC 3339')
        delete field.maxLength
      }
      if (field.format !== undefined && field.encoded) {
        this.#refuse(fact, ['format'], 'the text holds several values')
        delete field.format
      }
      if (field.example !== undefined && !isWithin(field.example, { ...field, type: itemType(field) }))
        delete field.example
      if (field.default !== undefined && !isWithin(field.default, { ...field, type: itemType(field) })) {
        this.#refuse(fact, ['default'], 'it is no value of the field')
        delete field.default
      }
    }
  }

  #add(parents: readonly Fields[], name: string, fact: Fact): void {
    if (parents.length === 0) this.#refuse(fact, ['add'], 'its parent is not in the catalogue')
    for (const list of parents) {
      if (list.some((field) => field.name === name)) this.#refuse(fact, ['add'], 'the catalogue has it')
      else {
        const field: Field = { ...structuredClone(fact.add), name } as Field
        list.push(field)
        this.#changed.set(field, fact)
        this.#change(field, without(fact, ['add']))
      }
    }
  }

  #change(field: Field, given: Fact): void {
    const fact = given.confidence === 'one-independent' ? this.#unopposed(field, given) : given
    this.#changed.set(field, fact)
    if (fact.rename !== undefined) Object.assign(field, { name: fact.rename, ...fact.to })
    if (fact.type !== undefined && fact.type !== field.type) retype(field, fact.type)
    for (const key of plain) if (fact[key] !== undefined) Object.assign(field, { [key]: fact[key] })
    if (fact.enumRemoved) field.enum = field.enum?.filter((value) => !fact.enumRemoved?.includes(value))
    if (fact.maxLength !== undefined) this.#setLength(field, fact)
    if (fact.plaintext) Object.assign(field, fact.plaintext)
    if (fact.label !== undefined) field.label ??= fact.label
    if (fact.example !== undefined) field.example = this.#example(field, fact.example)
    if (fact.requiredFor) setCallers(field, fact.requiredFor)
  }

  #setLength(field: Field, { maxLength, maxLengthOf }: Fact): void {
    if (field.encrypted && maxLengthOf === 'ciphertext') {
      // The catalogue's length was the ciphertext's too, so it goes. A plaintext length from a fact stays.
      if (field.maxLength === maxLength && !this.#measured.has(field)) delete field.maxLength
      Object.assign(field, { ciphertextMaxLength: maxLength })
    } else {
      this.#measured.add(field)
      Object.assign(field, { maxLength })
    }
  }

  #example(field: Field, example: string | number): string | number | undefined {
    if (field.encrypted) return undefined
    return field.example !== undefined && isWithin(field.example, { ...field, type: itemType(field) })
      ? field.example
      : example
  }

  /**
   * Keeps of a fact from one independent source only the keys on which the catalogue is silent and nothing else
   * disagrees.
   */
  #unopposed(field: Field, fact: Fact): Fact {
    const against = keysOf(fact).filter((key) => {
      const value = fact[key as keyof Fact]
      const known = field[key as keyof Field]
      if (known !== undefined && key !== 'example' && key !== 'label') return known !== value
      return field.example !== undefined && !isWithin(field.example, { ...field, [key]: value, type: itemType(field) })
    })
    if (against.length === 0) return fact
    this.#refuse(fact, against, 'one independent source against the catalogue or its sample')
    return without(fact, against)
  }
}

function without(fact: Fact, keys: readonly string[]): Fact {
  return Object.fromEntries(Object.entries(fact).filter(([key]) => !keys.includes(key))) as unknown as Fact
}

/** Returns the lists of fields below one step of a path: the union of alternatives, and each alternative. */
function inside(list: Fields, step: string): Fields[] {
  const name = step.replace('[]', '')
  return list.flatMap((field) => {
    if (field.name !== name) return []
    const alternatives = field.variants?.map(({ fields }) => fields) ?? []
    return [(field.fields ??= []), ...alternatives]
  })
}

/** Drops the limits and the example of the field's former type. */
function retype(field: Field, type: CatalogueField['type']): void {
  if (itemType(field) !== type.replace('[]', '')) {
    for (const key of ['enum', 'minLength', 'maxLength', 'pattern', 'format', 'example', 'default'] as const)
      delete field[key]
    if (!type.startsWith('object')) delete field.fields
  }
  field.type = type
}

function itemType({ type }: Pick<CatalogueField, 'type'>): CatalogueField['type'] {
  return type.replace('[]', '') as CatalogueField['type']
}

function setCallers(field: Field, marks: NonNullable<Fact['requiredFor']>): void {
  const callers = Object.keys(marks) as CatalogueCaller[]
  const needing = callers.filter((caller) => marks[caller] === true)
  const knowing = callers.filter((caller) => marks[caller] !== 'absent')
  if (needing.length > 0) field.requiredFor = needing
  if (knowing.length > 0 && knowing.length < callers.length) field.audience = knowing
}
