import { pascalCase, propertyKey, quote, singular } from '../names.ts'
import { isSensitive, numberedName } from '../spec/fields.ts'
import type { SchemaName, SchemaObject, Spec } from '../spec/model.ts'
import { SpecError } from '../spec/references.ts'
import { docComment, fieldLines } from './doc-comment.ts'

/** A schema in a request says what may be sent, in a response what comes back. */
export type Direction = 'request' | 'response'

/** Types that are written by hand in the SDK, and where. */
const sdkTypes = {
  AlreadyEncrypted: 'request/already-encrypted.ts',
  BrowserRedirect: 'request/result.ts',
  ListOperation: 'chain/operation.ts',
  Operation: 'chain/operation.ts',
  UploadFile: 'request/upload-file.ts',
} as const

/** All generated files that declare types; a shared schema is declared once, in the file of its product. */
export class TypeModules {
  readonly #modules = new Map<string, TypeModule>()
  readonly nameOf: Spec['nameOf']

  constructor(spec: Pick<Spec, 'nameOf'>) {
    this.nameOf = spec.nameOf
  }

  /** The file of a product's addresses: `v3/pay`, `hk/v3/certificates`. */
  ofProduct(product: string): TypeModule {
    return this.of(`products/${product.replaceAll('/', '-')}`)
  }

  /** A file by its place below the generated folder, without extension; made at first use. */
  of(file: string): TypeModule {
    const module = this.#modules.get(file) ?? new TypeModule(file, this)
    this.#modules.set(file, module)
    return module
  }

  get all(): readonly TypeModule[] {
    return [...this.#modules.values()]
  }
}

/** The types of one generated file: collects interface declarations and the imports they need. */
export class TypeModule {
  readonly file: string
  readonly #modules: TypeModules
  readonly #declarations = new Map<string, { readonly schema: SchemaObject | undefined; text: string }>()
  readonly #shared = new Map<string, Direction | 'either'>()
  readonly #imports = new Map<string, Set<string>>()
  readonly #sdkTypes = new Set<keyof typeof sdkTypes>()

  constructor(file: string, modules: TypeModules) {
    this.file = file
    this.#modules = modules
  }

  get declarations(): readonly string[] {
    return [...this.#declarations.values()].map((declaration) => declaration.text)
  }

  /** Names needed from other generated files, by file. */
  get imports(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#imports
  }

  /** Names needed from the SDK's own modules, by path below its `src`. */
  get sdkImports(): ReadonlyMap<string, readonly string[]> {
    return Map.groupBy([...this.#sdkTypes].toSorted(), (name) => sdkTypes[name])
  }

  /** The name of a type of the SDK, which is imported from now on. */
  use(name: keyof typeof sdkTypes): string {
    this.#sdkTypes.add(name)
    return name
  }

  /** Declares an interface with this very name. */
  declare(name: string, text: string): void {
    if (this.#declarations.has(name)) throw new SpecError(`Two types of ${this.file} are called ${name}`)
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
        return this.#stringType(schema, direction)
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

  #stringType(schema: SchemaObject, direction: Direction): string {
    if (schema.contentMediaType === 'application/octet-stream') return 'Blob | Uint8Array'
    if (direction === 'request' && isSensitive(schema)) {
      return `string | ${this.use('AlreadyEncrypted')}`
    }
    return enumType(schema, 'string')
  }

  /** Declared in the module of its product; a reference from elsewhere is an import. */
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
    const members = Object.entries(schema.properties ?? {}).map(([key, field]) =>
      this.#member(key, field, `${name}${pascalCase(key)}`, schema, direction),
    )
    const numbered = Object.entries(schema.patternProperties ?? {}).map(([pattern, field]) => {
      const documented = numberedName(pattern)
      const type = this.typeOf(field, `${name}${pascalCase(documented)}`, direction)
      // Two patterns may overlap, as coupon_id_$n and coupon_id_$n_$m do not; each is a template of its own.
      return `${docComment(fieldLines(field, direction), '  ')}  [numbered: \`${documented.replaceAll(/\$[nm]/g, '${number}')}\`]: ${type} | undefined\n`
    })
    declaration.text = `${docComment(fieldLines(schema, direction))}export interface ${name} {\n${[...members, ...numbered].join('')}}\n`
  }

  #member(key: string, field: SchemaObject, name: string, parent: SchemaObject, direction: Direction): string {
    const mark = parent.required?.includes(key) ? '' : '?'
    const forSome = parent['x-wechatpay-required']?.includes(key) ?? false
    const type = this.typeOf(field, name, direction)
    // The content of an encoded string has a type of its own, to be used with JSON.stringify and JSON.parse.
    const content = field.contentSchema && this.typeOf(field.contentSchema, `${name}Content`, direction)
    const lines = fieldLines(field, direction, forSome)
    if (content !== undefined) lines.push(`值是 JSON 文本，内容见 {@link ${content}}。`)
    return `${docComment(lines, '  ')}  ${propertyKey(key)}${mark}: ${type}\n`
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
