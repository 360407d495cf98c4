import { pascalCase, propertyKey } from '../../names.ts'
import type { Spec } from '../../spec/model.ts'
import { literal } from '../literal.ts'
import { sourceFile, type SourceFile } from '../source-file.ts'

/** The checks of a value, as the sandbox has them. */
export interface CheckSchema {
  readonly type?: string | readonly string[] | undefined
  readonly required?: readonly string[] | undefined
  readonly properties?: Readonly<Record<string, CheckSchema>> | undefined
  readonly patternProperties?: Readonly<Record<string, CheckSchema>> | undefined
  readonly items?: CheckSchema | undefined
  readonly enum?: readonly (string | number)[] | undefined
}

/** The parts of a request to an operation, and what each is checked for. */
export interface CheckedOperation {
  readonly id: string
  readonly v2?: true | undefined
  readonly params: CheckSchema
  readonly query: CheckSchema
  readonly content: 'none' | 'json' | 'xml' | 'multipart'
  readonly body: CheckSchema | null
}

/**
 * Emits a type per operation for the requests that have passed its checks. The types are made of the schemas that the
 * requests are checked with. Alternatives and conditions are not part of a type: fields that only some requests need
 * are optional.
 */
export function emitSandboxRequests(
  spec: Pick<Spec, 'version'>,
  path: string,
  operations: readonly CheckedOperation[],
): SourceFile {
  const shapes = new Shapes()
  const members = operations
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((operation) => `  readonly ${propertyKey(operation.id)}: ${requestType(operation, shapes)}`)
  return sourceFile(path, spec, [
    shapes.declarations.join('\n\n'),
    `/** Requests by operation id: path parameters, query and body, once they are checked. */
export interface Requests {
${members.join('\n')}
}`,
  ])
}

function requestType({ id, v2, params, query, content, body }: CheckedOperation, shapes: Shapes): string {
  const name = pascalCase(id)
  // Everything that travels in addresses is text, and so is every field of APIv2.
  const asked = v2 ? (content === 'none' ? query : (body ?? {})) : body
  const parts = [
    `readonly params: ${shapes.of(texts(params), `${name}Params`)}`,
    `readonly query: ${shapes.of(texts(query), `${name}Query`)}`,
    `readonly body: ${asked === null ? 'undefined' : shapes.of(v2 ? texts(asked) : asked, `${name}Body`)}`,
  ]
  return `{ ${parts.join('; ')} }`
}

/** The same fields, each as text. */
function texts({ required, properties = {} }: CheckSchema): CheckSchema {
  const fields = Object.keys(properties).map((name) => [name, { type: 'string' }] as const)
  return { type: 'object', required, properties: Object.fromEntries(fields) }
}

/** Object types by their text, as aliases, which fit where any fields are welcome. A type that stands in many places is declared once, under its first name. */
class Shapes {
  readonly #names = new Map<string, string>()

  get declarations(): readonly string[] {
    return [...this.#names].map(([text, name]) => `type ${name} = ${text}`)
  }

  /** @param name for the type if it has to be declared */
  of(schema: CheckSchema, name: string): string {
    const { type } = schema
    if (Array.isArray(type)) return type.map((one: string) => this.of({ ...schema, type: one }, name)).join(' | ')
    switch (type) {
      case 'object':
        return this.#object(schema, name)
      case 'array':
        return `readonly (${schema.items ? this.of(schema.items, `${name}Item`) : 'unknown'})[]`
      case 'string':
      case 'integer':
      case 'number':
        return schema.enum?.map((value) => literal(value)).join(' | ') ?? (type === 'string' ? 'string' : 'number')
      case 'boolean':
        return 'boolean'
      case 'null':
        return 'null'
      default:
        // Data of a shape that nobody describes.
        return 'unknown'
    }
  }

  #object({ properties = {}, required = [], patternProperties = {} }: CheckSchema, name: string): string {
    const members = Object.entries(properties).map(([field, schema]) => {
      const mark = required.includes(field) ? '' : '?'
      return `readonly ${propertyKey(field)}${mark}: ${this.of(schema, `${name}${pascalCase(field)}`)}`
    })
    // Fields that are numbered in their names have no names here.
    if (members.length === 0)
      return `Readonly<Record<string, ${Object.keys(patternProperties).length === 0 ? 'never' : 'unknown'}>>`
    const text = `{\n  ${members.join('\n  ')}\n}`
    const known = this.#names.get(text)
    if (known !== undefined) return known
    this.#names.set(text, name)
    return name
  }
}
