import { pascalCase, propertyKey, quote, singular } from '../names.ts'
import { isSensitive, numberedName } from '../spec/fields.ts'
import type { SchemaName, SchemaObject, Spec } from '../spec/model.ts'
import { SpecError } from '../spec/references.ts'
import { docComment, fieldLines } from './doc-comment.ts'

/** A schema in a request says what may be sent, in a response what comes back. */
export type Direction = 'request' | 'response'

/** All modules that declare types, one per product; a shared schema is declared once, in its product's module. */
export class TypeModules {
  readonly #modules = new Map<string, TypeModule>()
  readonly nameOf: Spec['nameOf']

  constructor(spec: Pick<Spec, 'nameOf'>) {
    this.nameOf = spec.nameOf
  }

  /** The module of a product, made at first use. */
  of(product: string): TypeModule {
    const module = this.#modules.get(product) ?? new TypeModule(product, this)
    this.#modules.set(product, module)
    return module
  }

  get all(): readonly TypeModule[] {
    return [...this.#modules.values()]
  }
}

/** The types of one product: collects interface declarations and the imports they need. */
export class TypeModule {
  readonly product: string
  readonly #modules: TypeModules
  readonly #declarations = new Map<string, { readonly schema: SchemaObject | undefined; text: string }>()
  readonly #shared = new Map<string, Direction | 'either'>()
  readonly #imports = new Map<string, Set<string>>()
  #usesAlreadyEncrypted = false

  constructor(product: string, modules: TypeModules) {
    this.product = product
    this.#modules = modules
  }

  get declarations(): readonly string[] {
    return [...this.#declarations.values()].map((declaration) => declaration.text)
  }

  /** Names needed from other products' modules, by product. */
  get imports(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#imports
  }

  get usesAlreadyEncrypted(): boolean {
    return this.#usesAlreadyEncrypted
  }

  /** Declares an interface with this very name. */
  declare(name: string, text: string): void {
    if (this.#declarations.has(name)) throw new SpecError(`Two types of ${this.product} are called ${name}`)
    this.#declarations.set(name, { schema: undefined, text })
  }

  /**
   * The TypeScript type of a schema. Objects become interfaces named `name`, or after their own file in the spec.
   */
  typeOf(schema: SchemaObject, name: string, direction: Direction): string {
    const shared = this.#modules.nameOf(schema)
    if (shared && isStructured(schema)) return this.#sharedType(shared, schema, direction)
    return this.#ownType(schema, name, direction)
  }

  #ownType(schema: SchemaObject, name: string, direction: Direction): string {
    const alternatives = schema.anyOf ?? schema.oneOf
    if (alternatives) {
      return union(
        alternatives.map((one, index) =>
          this.typeOf(one, `${name}${pascalCase(one.title ?? '') || index + 1}`, direction),
        ),
      )
    }
    if (Array.isArray(schema.type)) {
      return union(
        schema.type.map((type: string) =>
          type === 'null' ? 'null' : this.#ownType({ ...schema, type }, name, direction),
        ),
      )
    }
    switch (schema.type) {
      case 'object':
        return this.#objectType(schema, name, direction)
      case 'array': {
        const item = schema.items ? this.typeOf(schema.items, singular(name), direction) : 'unknown'
        return `readonly ${item.includes('|') ? `(${item})` : item}[]`
      }
      case 'string':
        return this.#stringType(schema, name, direction)
      case 'integer':
      case 'number':
        return enumType(schema, 'number')
      case 'boolean':
        return 'boolean'
      default:
        // Anything else is data of a shape that the documentation does not tell.
        return 'unknown'
    }
  }

  #objectType(schema: SchemaObject, name: string, direction: Direction): string {
    if (!schema.properties && !schema.patternProperties) return 'Readonly<Record<string, unknown>>'
    const claimed = this.#claim(name, schema)
    if (claimed.fresh) this.#declareInterface(claimed.name, schema, direction)
    return claimed.name
  }

  #stringType(schema: SchemaObject, name: string, direction: Direction): string {
    if (schema.contentMediaType === 'application/octet-stream') return 'Blob | Uint8Array'
    // The content of an encoded string has a type of its own, to be used with JSON.stringify and JSON.parse.
    if (schema.contentSchema) this.typeOf(schema.contentSchema, `${name}Content`, direction)
    if (direction === 'request' && isSensitive(schema)) {
      this.#usesAlreadyEncrypted = true
      return 'string | AlreadyEncrypted'
    }
    return enumType(schema, 'string')
  }

  /** Declared in the module of its product; a reference from elsewhere is an import. */
  #sharedType(shared: SchemaName, schema: SchemaObject, direction: Direction): string {
    const home = this.#modules.of(shared.product)
    if (home !== this) {
      const names = this.#imports.get(shared.product) ?? new Set()
      this.#imports.set(shared.product, names.add(shared.name))
    }
    home.#declareShared(shared.name, schema, direction)
    return shared.name
  }

  #declareShared(name: string, schema: SchemaObject, direction: Direction): void {
    const known = this.#shared.get(name)
    if (known === undefined) {
      const encrypts = Object.values(schema.properties ?? {}).some(isSensitive)
      this.#shared.set(name, encrypts ? direction : 'either')
      if (schema.type === 'object') this.#declareInterface(name, schema, direction)
      else
        this.declare(
          name,
          `${docComment(fieldLines(schema, direction))}export type ${name} = ${this.#ownType(schema, name, direction)}\n`,
        )
    } else if (known !== 'either' && known !== direction) {
      throw new SpecError(`${name} holds encrypted fields: it can describe a request or a response, not both`)
    }
  }

  #declareInterface(name: string, schema: SchemaObject, direction: Direction): void {
    const declaration = { schema, text: '' }
    // Entered before its members are, so that it may contain itself and stands above them in the file.
    this.#declarations.set(name, declaration)
    const members = Object.entries(schema.properties ?? {}).map(([key, field]) => {
      const mark = schema.required?.includes(key) ? '' : '?'
      const forSome = schema['x-wechatpay-required']?.includes(key) ?? false
      const type = this.typeOf(field, `${name}${pascalCase(key)}`, direction)
      return `${docComment(fieldLines(field, direction, forSome), '  ')}  ${propertyKey(key)}${mark}: ${type}\n`
    })
    const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]) => {
      const documented = numberedName(pattern)
      const type = this.typeOf(field, `${name}${pascalCase(documented)}`, direction)
      // Two patterns may overlap, as coupon_id_$n and coupon_id_$n_$m do not; each is a template of its own.
      return `${docComment(fieldLines(field, direction), '  ')}  [numbered: \`${documented.replaceAll(/\$[nm]/g, '${number}')}\`]: ${type} | undefined\n`
    })
    declaration.text = `${docComment(fieldLines(schema, direction))}export interface ${name} {\n${[...members, ...numbered].join('')}}\n`
  }

  /** A name not taken by another schema. */
  #claim(wanted: string, schema: SchemaObject): { readonly name: string; readonly fresh: boolean } {
    for (let suffix = 1; ; suffix++) {
      const name = suffix === 1 ? wanted : `${wanted}${suffix}`
      const taken = this.#declarations.get(name)
      if (!taken) return { name, fresh: true }
      if (taken.schema === schema) return { name, fresh: false }
    }
  }
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
