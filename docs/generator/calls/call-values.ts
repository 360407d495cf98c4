import {
  Examples,
  firstShape,
  requiredFields,
  type Operation,
  type Parameter,
  type SchemaObject,
  type Spec,
} from '../../../packages/codegen/src/index.ts'
import { callNotes } from './call-notes.ts'
import { askedBy } from './coverage.ts'
import { Code, Optional } from './literal.ts'
import { stageValue, type Actor } from './stage-values.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The options object of a documented call: path parameters at the top level, then `query`, `headers` and the body. What
 * the call may leave out is `Optional`.
 */
export interface CallValues {
  readonly path: Values
  readonly query: Values
  readonly headers: Values
  readonly body: Values | undefined
  readonly file: Values | undefined
}

const examplesOf = new WeakMap<object, Examples>()

/** The spec's examples, made once: a field without one borrows from another of the same name. */
export function examplesFor(spec: Pick<Spec, 'operations'>): Examples {
  let examples = examplesOf.get(spec.operations)
  if (!examples) examplesOf.set(spec.operations, (examples = new Examples(spec)))
  return examples
}

/** Fields of APIv2 that the client makes. */
const ofClient = new Set(['mch_id', 'mchid', 'combine_mch_id', 'nonce_str', 'sign', 'sign_type'])
/** Fields that only a partner sends. */
const ofPartner = /^(?:sub_(?:mch_?id|appid|openid)|sub_mch_id)$/

/** Values of a call that works: the spec's examples, with the numbers of the merchant on stage. */
export function callValues(operation: Operation, spec: Pick<Spec, 'operations'>): CallValues {
  const { parameters, body, upload } = operation
  const { omits = [], requires = [], values = {} } = callNotes[operation.id] ?? {}
  const fill = new Filling(operation, examplesFor(spec), new Set(omits), new Set([...requires, ...askedBy(operation)]))
  const schema = sentSchema(operation)
  return {
    path: Object.fromEntries(parameters.path.map(({ name, schema: one }) => [name, fill.scalar(one, name)])),
    query: fill.parameters(parameters.query),
    headers: fill.parameters(parameters.headers),
    body: body.kind === 'none' || !schema ? undefined : fill.body(schema, values),
    file: upload && {
      filename: `example.${upload.extensions?.[0] ?? 'png'}`,
      content: new Code("new Blob(['…'])"),
    },
  }
}

/** Whether a call is made for a sub-merchant: it has to name one. */
export function actorOf(operation: Operation): Actor {
  const { parameters, body } = operation
  if (operation.brand) return 'brand'
  const named = [...parameters.path, ...parameters.query.filter(isDemanded)].map(({ name }) => name)
  const schema = sentSchema(operation)
  const inBody = [...(schema?.required ?? []), ...(schema?.['x-wechatpay-required'] ?? [])]
  const choices = (schema?.anyOf ?? schema?.oneOf ?? []).flatMap(({ required = [] }) => required)
  return [...named, ...inBody, ...(body.kind === 'none' ? [] : choices)].some((name) => ofPartner.test(name))
    ? 'partner'
    : 'merchant'
}

/** The fields that a call sends; for an upload those beside the file. */
export function sentSchema({ body, upload }: Operation): SchemaObject | undefined {
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]
  return meta?.contentSchema ?? body.schema
}

function isDemanded({ required, requiredForSome }: Parameter): boolean {
  return required || requiredForSome
}

class Filling {
  readonly #operation: Operation
  readonly #examples: Examples
  readonly #omits: ReadonlySet<string>
  readonly #requires: ReadonlySet<string>
  readonly #actor: Actor

  constructor(operation: Operation, examples: Examples, omits: ReadonlySet<string>, requires: ReadonlySet<string>) {
    this.#operation = operation
    this.#examples = examples
    this.#omits = omits
    this.#requires = requires
    this.#actor = actorOf(operation)
  }

  get #isV2(): boolean {
    return this.#operation.version === 'v2'
  }

  scalar(schema: SchemaObject, name: string): unknown {
    return this.#own(this.#examples.of(schema, name), schema, name)
  }

  parameters(parameters: readonly Parameter[]): Values {
    const schema: SchemaObject = {
      type: 'object',
      properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      'x-wechatpay-required': parameters.filter((one) => one.requiredForSome).map(({ name }) => name),
    }
    const value = this.#examples.ofRequest(schema, 'query') as Values
    return this.#object(this.#kept(value), schema, value)
  }

  body(schema: SchemaObject, values: Values): Values {
    const [written] = this.#operation.body.examples
    const example = (written?.value ?? this.#examples.ofRequest(schema)) as Values
    const value = this.#kept({ ...example, ...values })
    const { upload } = this.#operation
    const own = upload ? new Set([upload.digest, upload.filename ?? '', upload.file]) : new Set<string>()
    const fields = Object.fromEntries(Object.entries(value).filter(([name]) => !own.has(name)))
    return this.#object(fields, schema, fields)
  }

  /** The fields that this caller sends. */
  #kept(value: Values): Values {
    return Object.fromEntries(
      Object.entries(value).filter(([name]) => {
        if (this.#omits.has(name) || (this.#isV2 && ofClient.has(name))) return false
        return this.#actor === 'partner' || !ofPartner.test(name)
      }),
    )
  }

  #object(value: Values, schema: SchemaObject, whole: Values): Values {
    const required = requiredFields(schema, value, whole)
    const { properties = {} } = firstShape(schema)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const field = properties[name] ?? {}
        const filled = this.#value(member, field, name, whole)
        const isRequired =
          required.has(name) ||
          this.#requires.has(name) ||
          field['x-wechatpay-required-for']?.includes(this.#actor) === true
        return [name, isRequired ? filled : new Optional(filled)]
      }),
    )
  }

  #value(value: unknown, schema: SchemaObject, name: string, whole: Values): unknown {
    const isObject = typeof value === 'object' && value !== null
    // APIv2 knows texts alone.
    if (isObject && this.#isV2) return JSON.stringify(value)
    if (Array.isArray(value)) {
      const items = firstShape(schema).items ?? {}
      return value.map((item) => this.#value(item, items, name, whole))
    }
    if (isObject) return this.#object(value as Values, schema, whole)
    return this.#own(value, schema, name)
  }

  #own(value: unknown, schema: SchemaObject, name: string): unknown {
    return stageValue(name, value, schema, this.#operation, this.#actor) ?? value
  }
}
