import { pascalCase, propertyKey, quote, singular } from '../../names.ts'
import { requiredChoice, shapesOf } from '../../spec/alternatives.ts'
import { isPkcs1, isSensitive, numberedName } from '../../spec/fields.ts'
import type { SchemaName, SchemaObject } from '../../spec/model.ts'
import { SpecError } from '../../spec/references.ts'
import { docComment, fieldLines } from '../doc-comment.ts'

/** A request type describes the values that may be sent, a response type those that come back. */
export type Direction = 'request' | 'response'

/** Hand-written types of the SDK, with their files. */
const sdkTypes = {
  AlreadyEncrypted: 'request/build/already-encrypted.ts',
  BrowserRedirect: 'request/result.ts',
  ListOperation: 'chain/operation.ts',
  OneOf: 'shared/one-of.ts',
  Operation: 'chain/operation.ts',
  PartneredOperation: 'chain/operation.ts',
  Undecrypted: 'crypto/undecrypted.ts',
  UploadFile: 'request/upload/upload-file.ts',
} as const

/** The other generated files, from which this one may import. */
export interface OtherModules {
  /** Returns the name of a schema that has its own file. */
  readonly nameOf: (schema: SchemaObject) => SchemaName | undefined
  /** The file of a product's types. */
  ofProduct(product: string): TypeModule
}

/** The types of one generated file: collects interface declarations and the imports they need. */
export class TypeModule {
  readonly file: string
  readonly #modules: OtherModules
  readonly #declarations = new Map<string, { readonly schema: SchemaObject | undefined; text: string }>()
  /** Text of an interface's members → the name of the first interface that has them. */
  readonly #originals = new Map<string, string>()
  /** Text of an inner object's members → the names it would have in each place; the first is declared. */
  readonly #shapes = new Map<string, [first: string, ...others: string[]]>()
  readonly #shared = new Map<string, Direction | 'either'>()
  readonly #imports = new Map<string, Set<string>>()
  readonly #sdkTypes = new Set<keyof typeof sdkTypes>()

  constructor(file: string, modules: OtherModules) {
    this.file = file
    this.#modules = modules
  }

  get declarations(): readonly string[] {
    return [...this.#declarations.values()].map((declaration) => declaration.text)
  }

  get names(): readonly string[] {
    return [...this.#declarations.keys()]
  }

  /** Inner objects that stand in several places: their names in each place, the declared one first. */
  get sharedShapes(): readonly (readonly [first: string, ...others: string[]])[] {
    return [...this.#shapes.values()].filter((names) => names.length > 1)
  }

  /** Renames types wherever this file mentions them. */
  rename(names: ReadonlyMap<string, string>): void {
    for (const declaration of this.#declarations.values()) {
      declaration.text = declaration.text.replaceAll(/\b[A-Z]\w+\b/g, (name) => names.get(name) ?? name)
    }
  }

  /** Names imported from other generated files, by file. */
  get imports(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#imports
  }

  /** Names imported from the SDK's own modules, by path below `src`. */
  get sdkImports(): ReadonlyMap<string, readonly string[]> {
    return Map.groupBy([...this.#sdkTypes].toSorted(), (name) => sdkTypes[name])
  }

  /** Imports a type of the SDK and returns its name. */
  use(name: keyof typeof sdkTypes): string {
    this.#sdkTypes.add(name)
    return name
  }

  /** Declares a type under exactly this name. */
  declare(name: string, text: string): void {
    if (this.#declarations.has(name)) throw new SpecError(`Two types of ${this.file} are called ${name}`)
    this.#declarations.set(name, { schema: undefined, text })
  }

  /** Declares an interface under exactly this name. */
  declareMembers(name: string, comment: string, members: readonly string[]): void {
    this.declare(name, `${comment}${this.#interface(name, members)}`)
  }

  /**
   * Extends an earlier interface with the same members and comments, since operations often differ by their address
   * alone.
   */
  #interface(name: string, members: readonly string[]): string {
    const text = members.join('')
    const original = this.#originals.get(text)
    if (original !== undefined) return `export interface ${name} extends ${original} {}\n`
    if (members.length > 1) this.#originals.set(text, name)
    return `export interface ${name} {\n${text}}\n`
  }

  /**
   * The TypeScript type of a schema. Objects become interfaces named `name`, or after their own file in the spec; an
   * inner object that several places use under one name is declared once.
   */
  typeOf(schema: SchemaObject, name: string, direction: Direction): string {
    return this.#typeOf(schema, { name, inner: undefined }, direction)
  }

  #typeOf(schema: SchemaObject, place: Place, direction: Direction): string {
    const shared = this.#modules.nameOf(schema)
    if (shared && isStructured(schema)) return this.#sharedType(shared, schema, direction)
    return this.#ownType(schema, place, direction)
  }

  #ownType(schema: SchemaObject, place: Place, direction: Direction): string {
    const choice = direction === 'request' ? requiredChoice(schema) : []
    if (choice.length > 0) return this.#choiceType(schema, choice, place)
    const alternatives = shapesOf(schema)
    if (alternatives) {
      return union(
        alternatives.map((one, index) => {
          const title = pascalCase(one['x-wechatpay-name'] ?? one.title ?? '')
          const suffix = /^[A-Z]/.test(title) ? title : `Variant${index + 1}`
          return this.#typeOf(one, { ...place, name: `${place.name}${suffix}` }, direction)
        }),
      )
    }
    if (Array.isArray(schema.type)) {
      return union(
        schema.type.map((type: string) =>
          type === 'null' ? 'null' : this.#ownType({ ...schema, type }, place, direction),
        ),
      )
    }
    switch (schema.type) {
      case 'object':
        return this.#objectType(schema, place, direction)
      case 'array': {
        const item = schema.items ? this.#typeOf(schema.items, oneOf(place), direction) : 'unknown'
        return `readonly ${item.includes('|') ? `(${item})` : item}[]`
      }
      case 'string':
        return this.#stringType(schema, direction)
      case 'integer':
      case 'number':
        return enumType(schema, 'number')
      case 'boolean':
        return 'boolean'
      case 'undefined':
        return 'undefined'
      default:
        // The documentation does not describe the shape of such data.
        return 'unknown'
    }
  }

  /** An object that needs one of several fields. */
  #choiceType(schema: SchemaObject, names: readonly string[], { name, inner }: Place): string {
    if (inner !== undefined) return this.oneOf(this.#objectType(schema, { name, inner }, 'request'), names)
    const all = `${name}Fields`
    this.#declareInterface(all, schema, 'request', '', name)
    const type = this.oneOf(all, names)
    this.declare(name, `${docComment(fieldLines(schema, 'request'))}export type ${name} = ${type}\n`)
    return name
  }

  /** The type of an object that needs at least one of these fields. */
  oneOf(fields: string, names: readonly string[]): string {
    return `${this.use('OneOf')}<${fields}, ${names.map(quote).join(' | ')}>`
  }

  #objectType(schema: SchemaObject, { name, inner }: Place, direction: Direction): string {
    if (!schema.properties && !schema.patternProperties) return 'Readonly<Record<string, unknown>>'
    const claimed = this.#claim(name, schema)
    if (!claimed.fresh) return claimed.name
    // An inner object is described at the field that holds it.
    const comment = inner === undefined ? docComment(fieldLines(schema, direction)) : ''
    const members = this.#declareInterface(claimed.name, schema, direction, comment)
    if (inner === undefined) return claimed.name
    const shape = `${inner}\n${members}`
    const known = this.#shapes.get(shape)
    if (!known) {
      this.#shapes.set(shape, [claimed.name])
      return claimed.name
    }
    known.push(claimed.name)
    this.#declarations.delete(claimed.name)
    return known[0]
  }

  #stringType(schema: SchemaObject, direction: Direction): string {
    if (isSensitive(schema)) return `string | ${this.use(direction === 'request' ? 'AlreadyEncrypted' : 'Undecrypted')}`
    if (direction === 'response' && isPkcs1(schema)) return `string | ${this.use('Undecrypted')}`
    return enumType(schema, 'string')
  }

  /** Declares a shared schema in the module of its product; other modules import it. */
  #sharedType(shared: SchemaName, schema: SchemaObject, direction: Direction): string {
    const home = this.#modules.ofProduct(`v3/${shared.product}`)
    if (home !== this) {
      const names = this.#imports.get(home.file) ?? new Set()
      this.#imports.set(home.file, names.add(shared.name))
    }
    home.#declareShared(shared.name, schema, direction)
    return shared.name
  }

  #declareShared(name: string, schema: SchemaObject, direction: Direction): void {
    const known = this.#shared.get(name)
    if (known === undefined) {
      const encrypts = Object.values(schema.properties ?? {}).some(isSensitive)
      this.#shared.set(name, encrypts ? direction : 'either')
      if (schema.type === 'object')
        this.#declareInterface(name, schema, direction, docComment(fieldLines(schema, direction)))
      else
        this.declare(
          name,
          `${docComment(fieldLines(schema, direction))}export type ${name} = ${this.#ownType(schema, { name, inner: undefined }, direction)}\n`,
        )
    } else if (known !== 'either' && known !== direction) {
      throw new SpecError(`${name} holds encrypted fields: it can describe a request or a response, not both`)
    }
  }

  /**
   * Declares an interface and returns its members' text.
   *
   * @param stem prefix for the names of inner objects
   */
  #declareInterface(name: string, schema: SchemaObject, direction: Direction, comment: string, stem = name): string {
    const declaration = { schema, text: '' }
    // Registered before its members are built, so that the type may contain itself and stands above them in the file.
    this.#declarations.set(name, declaration)
    const members = Object.entries(schema.properties ?? {}).map(([key, field]) =>
      this.#member(key, field, innerPlace(stem, key), schema, direction),
    )
    const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]) => {
      const documented = numberedName(pattern)
      const type = this.#typeOf(field, innerPlace(stem, documented), direction)
      // Each pattern is a template of its own. No two overlap: coupon_id_$n does not match coupon_id_$n_$m.
      return `${docComment(fieldLines(field, direction), '  ')}  [numbered: \`${documented.replaceAll(/\$[nm]/g, '${number}')}\`]: ${type} | undefined\n`
    })
    declaration.text = `${comment}${this.#interface(name, [...members, ...numbered])}`
    return [...members, ...numbered].join('')
  }

  #member(key: string, field: SchemaObject, place: Place, parent: SchemaObject, direction: Direction): string {
    // A choice of fields already requires one of them; a partner may send the other one, so the field itself stays
    // optional.
    const isAsked = field['x-wechatpay-required-for']?.includes('merchant') && !requiredChoice(parent).includes(key)
    const isRequired = parent.required?.includes(key) || isAsked
    const mark = isRequired ? '' : '?'
    const forSome = parent['x-wechatpay-required']?.includes(key) ?? false
    const type = this.#typeOf(field, place, direction)
    // The content of an encoded string has its own type, for use with JSON.stringify and JSON.parse.
    const inside = { name: `${place.name}Content`, inner: `${place.inner}Content` }
    const content = field.contentSchema && this.#typeOf(field.contentSchema, inside, direction)
    const lines = fieldLines(field, direction, forSome)
    if (content !== undefined) lines.push(`值是 JSON 文本，内容见 ${linkTo(content)}。`)
    return `${docComment(lines, '  ')}  ${propertyKey(key)}${mark}: ${type}\n`
  }

  /** Finds a name that no other schema has. */
  #claim(wanted: string, schema: SchemaObject): { readonly name: string; readonly fresh: boolean } {
    for (let suffix = 1; ; suffix++) {
      const name = suffix === 1 ? wanted : `${wanted}${suffix}`
      const taken = this.#declarations.get(name)
      if (!taken) return { name, fresh: true }
      if (taken.schema === schema) return { name, fresh: false }
    }
  }
}

/**
 * The place of a schema: the name its type would have, and the part of that name for the field; undefined at the top.
 */
interface Place {
  readonly name: string
  readonly inner: string | undefined
}

function innerPlace(parent: string, key: string): Place {
  const inner = pascalCase(key)
  return { name: `${parent}${inner}`, inner }
}

/** The place of an element of the list at this place. */
function oneOf({ name, inner }: Place): Place {
  return { name: singular(name), inner: inner === undefined ? 'Item' : singular(inner) }
}

function linkTo(type: string): string {
  return type.replace(/^readonly (\w+)\[\]$/, '$1 的数组').replace(/^\w+/, '{@link $&}')
}

function isStructured(schema: SchemaObject): boolean {
  return schema.type === 'object' || schema.anyOf !== undefined || schema.oneOf !== undefined
}

function enumType(schema: SchemaObject, base: 'string' | 'number'): string {
  const closed = schema.enum
  if (closed) return union(closed.map(enumLiteral))
  const open = schema['x-extensible-enum']
  return open ? union([...open.map(enumLiteral), `(${base} & {})`]) : base
}

function enumLiteral(value: string | number): string {
  return typeof value === 'string' ? quote(value) : String(value)
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ')
}
