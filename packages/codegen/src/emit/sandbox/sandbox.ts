import { productPath, quote } from '../../names.ts'
import { readCondition, type ConditionTest } from '../../spec/conditions.ts'
import { Examples } from '../../spec/example.ts'
import { encryptedFields, isSensitive } from '../../spec/fields.ts'
import { formats } from '../../spec/formats.ts'
import type { Caller } from '../../spec/document.ts'
import type { DocumentedError, Operation, Parameter, SchemaObject, Spec } from '../../spec/model.ts'
import { SpecError } from '../../spec/references.ts'
import { hoistRepeated } from '../hoist.ts'
import { literal } from '../literal.ts'
import { sandboxAnswer } from './sandbox-answer.ts'
import { type OperationMemory, operationMemories } from './sandbox-memory.ts'
import { type CheckedOperation, emitSandboxRequests } from './sandbox-requests.ts'
import { sourceFile, type SourceFile } from '../source-file.ts'
import { ownAppids, unknownAppid } from './unknown-appid.ts'

const types = `/** A JSON Schema (2020-12) without references; \`title\` is the field's Chinese name, used in validation messages. */
export interface RequestSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, RequestSchema>>
  readonly patternProperties?: Readonly<Record<string, RequestSchema>>
  readonly items?: RequestSchema
  readonly anyOf?: readonly RequestSchema[]
  readonly oneOf?: readonly RequestSchema[]
  readonly enum?: readonly (string | number)[]
  readonly default?: string | number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  /** The pattern as production's messages print it. Default: \`pattern\`. */
  readonly patternText?: string
  /** The text is an address that needs a path, where the policy says so. */
  readonly urlPath?: true
  readonly format?: string
  /** Limit of the UTF-8 value in bytes; of an object, as JSON without blanks. */
  readonly maxBytes?: number
  /** The text is URL-encoded, and so are its limits. */
  readonly urlEncoded?: true
  /** The field is also required when all of these hold. */
  readonly requiredWhen?: readonly FieldTest[]
  /** The field must be left out unless all of these hold. */
  readonly onlyWhen?: readonly FieldTest[]
  /** The field is also required from this kind of caller. */
  readonly requiredFor?: 'merchant' | 'partner'
}

/**
 * A test of another field, which stands beside this one or at the top of the body. A path reaches into every item of a
 * list. Without \`is\`, \`contains\` or \`atLeast\`, the field must be present.
 */
export interface FieldTest {
  readonly field: string
  /** The field has one of these values. */
  readonly is?: readonly string[]
  readonly contains?: string
  readonly atLeast?: number
}

/** The checks of a request to one operation, and the answer where no product keeps state. */
export interface SandboxOperation {
  readonly id: string
  /** Official name. */
  readonly title: string
  readonly method: string
  /** Set for an operation of APIv2. */
  readonly v2?: true
  /** The path on the wire, with \`{placeholders}\`. */
  readonly path: string
  readonly params: RequestSchema
  readonly query: RequestSchema
  /** The encoding of the body. */
  readonly content: 'none' | 'json' | 'xml' | 'multipart'
  /** The schema of the body, with sensitive fields in plaintext. */
  readonly body: RequestSchema | null
  /** Body fields that arrive RSA-OAEP encrypted: \`name\`, \`items[].phone\`. */
  readonly encrypt: readonly string[]
  /** Query parameters that arrive RSA-OAEP encrypted. */
  readonly encryptQuery?: readonly string[]
  /** APIv2: fields that arrive encrypted with the key of \`/risk/getpublickey\`. */
  readonly encryptForTransfer?: readonly string[]
  /** Fields at the top of the query or body whose application must be bound to the merchant. */
  readonly appids?: readonly string[]
  /** The error for an application that is not bound. */
  readonly unknownAppid?: { readonly status: number; readonly code: string; readonly message: string }
  readonly unsignedRequest?: true
  /** APIv2: the request has no \`nonce_str\`. */
  readonly nonceless?: true
  /** APIv2: the field with the number of the merchant that signs. Default: \`mch_id\`. */
  readonly merchantField?: string
  readonly redirect?: true
  readonly upload?: UploadFacts
  /** Documented or observed errors of the operation. */
  readonly errors?: readonly OperationError[]
  readonly answer: SandboxAnswer
  /** The number under which the sandbox remembers the call where no product implements it. */
  readonly memory?: SandboxMemory
}

/** How a call relates to a thing that was created under a merchant's number. */
export interface SandboxMemory {
  /** Calls and queries of one kind concern the same things. The kind has the query's id, or else the call's. */
  readonly kind: string
  /** The call creates the thing, acts on it (such as closing it), or queries it. */
  readonly part: 'creates' | 'continues' | 'asks'
  /** Places of the number in a request, several if it has parts: \`path.out_bill_no\`, \`json.out_batch_no\`. */
  readonly number: readonly string[]
  /** Id of the query for the thing, unless this is the query. */
  readonly query?: string
  /** Ids of the calls that create such things. */
  readonly creators: readonly string[]
  /** The error. Where the call creates: a number that was used with other parameters. Otherwise: an unknown number. */
  readonly refusal: OperationError
}

/** A row of an operation's error table. */
export interface OperationError {
  readonly status: number
  readonly code: string
  /** The text on the wire; where the text varies, its meaning. */
  readonly message: string
}

export interface SandboxAnswer {
  readonly kind: 'json' | 'xml' | 'text' | 'empty' | 'pdf' | 'image'
  /** Default: 200. */
  readonly status?: number
  /**
   * The documented fields with valid values that claim no outcome. Instants are 10:00 on 1 March 2026 in Beijing or
   * thirty days later, addresses begin with \`https://sandbox.example\`.
   */
  readonly example?: unknown
  /** Paths of fields that keep the example's value even if the request has one at the same place: \`fees[].state\`. */
  readonly own?: readonly string[]
  /** Fields that only the answer to a request with \`sub_mchid\` or \`sub_mch_id\` has. */
  readonly partners?: readonly string[]
  /** Fields that the sandbox encrypts to the merchant's certificate. */
  readonly encrypt?: readonly string[]
  /** The same, with the older padding of APIv2. */
  readonly encryptPkcs1?: readonly string[]
  readonly unsigned?: true
  /** The signature covers the digest of the file. */
  readonly signsDigest?: true
  readonly list?: ListFacts
}`

const routeTypes = `/** The operations of a product: where they are, and how to get at what is known about them. */
export interface ProductRoutes {
  /** \`POST /v3/refund/domestic/refunds\`: the keys of the table. */
  readonly routes: readonly string[]
  readonly load: () => Promise<{ readonly operations: Readonly<Record<string, SandboxOperation>> }>
}`

const folder = 'packages/sandbox/src/generated'

/** Facts about the whole spec. */
interface Whole {
  readonly examples: Examples
  readonly memories: ReadonlyMap<string, OperationMemory>
}

/**
 * Emits the sandbox's checks of requests and its answers without state, without prose: a table per product, loaded with
 * the product's first call, and one list of all routes.
 */
export function emitSandbox(spec: Spec): SourceFile[] {
  const whole = { examples: new Examples(spec), memories: operationMemories(spec) }
  const products = [...Map.groupBy(spec.operations, ({ address }) => productPath(address) ?? '')]
    .map(([product, operations]) => ({ file: product.replaceAll('/', '-'), operations }))
    .toSorted((one, other) => (one.file < other.file ? -1 : 1))
  const routes = products.map(({ file, operations }) => {
    const keys = operations.map((operation) => `    ${quote(routeKey(operation))}`)
    return `  {\n  load: () => import('./operations/${file}.ts'),\n  routes: [\n${keys.join(',\n')}\n  ] }`
  })
  return [
    sourceFile(`${folder}/operations.ts`, spec, [
      "import type { ListFacts, UploadFacts } from './extensions.ts'",
      types,
      routeTypes,
    ]),
    sourceFile(`${folder}/formats.ts`, spec, [formatTable()]),
    emitSandboxRequests(spec, `${folder}/requests.ts`, spec.operations.map(checkedOperation)),
    ...products.map(({ file, operations }) => productFile(spec, file, operations, whole)),
    sourceFile(`${folder}/routes.ts`, spec, [
      "import type { ProductRoutes } from './operations.ts'",
      `export const products: readonly ProductRoutes[] = [\n${routes.join(',\n')}\n]`,
    ]),
  ]
}

function formatTable(): string {
  const entries = Object.entries(formats).map(([name, { source, flags }]) => `  ${quote(name)}: /${source}/${flags}`)
  return `/** What a text of each format looks like. */\nexport const formats: Readonly<Record<string, RegExp>> = {\n${entries.join(',\n')}\n}`
}

function productFile(spec: Spec, file: string, operations: readonly Operation[], whole: Whole): SourceFile {
  const table = Object.fromEntries(
    operations.map((operation) => [routeKey(operation), sandboxOperation(operation, whole)]),
  )
  const { constants, value } = hoistRepeated(table)
  return sourceFile(`${folder}/operations/${file}.ts`, spec, [
    "import type { SandboxOperation } from '../operations.ts'",
    constants.map(([name, constant]) => `const ${name} = ${literal(constant)} as const\n`).join(''),
    // Each entry is its own constant: the compiler rejects one literal with more than a thousand different shapes.
    ...Object.entries(value).map(
      ([, operation], index) => `const operation${index + 1}: SandboxOperation = ${literal(operation)}`,
    ),
    `export const operations: Readonly<Record<string, SandboxOperation>> = {\n${Object.keys(value)
      .map((key, index) => `  ${quote(key)}: operation${index + 1}`)
      .join(',\n')}\n}`,
  ])
}

function routeKey({ method, path }: Operation): string {
  return `${method} ${path}`
}

function sandboxOperation(operation: Operation, { examples, memories }: Whole): object {
  const { body, parameters, upload } = operation
  const encryptQuery = parameters.query.filter((one) => isSensitive(one.schema)).map((one) => one.name)
  const transfer = encryptedFields(body.schema, (field) => field['x-wechatpay-encrypted-with'] !== undefined)
  const appids = ownAppids(operation)
  return {
    ...checkedOperation(operation),
    title: operation.officialTitle,
    method: operation.method,
    path: operation.path,
    encrypt: encryptedFields(body.schema && bodySchema(operation, body.schema)),
    encryptQuery: encryptQuery.length > 0 ? encryptQuery : undefined,
    encryptForTransfer: transfer.length > 0 ? transfer : undefined,
    appids: appids.length > 0 ? appids : undefined,
    unknownAppid: appids.length > 0 ? unknownAppid(operation) : undefined,
    unsignedRequest: operation.unsignedRequest || undefined,
    nonceless: operation.nonceless || undefined,
    merchantField: operation.version === 'v2' ? operation.merchantField : undefined,
    redirect: operation.redirect || undefined,
    upload,
    errors: operation.errors.length > 0 ? operation.errors.map(operationError) : undefined,
    answer: sandboxAnswer(operation, examples),
    memory: memories.get(operation.id),
  }
}

function checkedOperation(operation: Operation): CheckedOperation {
  const { id, version, body, parameters } = operation
  return {
    id,
    v2: version === 'v2' || undefined,
    params: parametersSchema(parameters.path),
    query: parametersSchema(parameters.query),
    content: body.kind,
    body: body.schema ? validationSchema(bodySchema(operation, body.schema)) : null,
  }
}

function operationError({ status, code, message, meaning }: DocumentedError): object {
  return { status, code, message: message ?? meaning }
}

/** The schema of the body; for an upload, of the JSON beside the file. */
function bodySchema({ upload }: Operation, schema: SchemaObject): SchemaObject {
  const meta = upload?.meta === undefined ? undefined : schema.properties?.[upload.meta]
  return meta?.contentSchema ?? schema
}

function parametersSchema(parameters: readonly Parameter[]): object {
  const required = parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name)
  return validationSchema({
    type: 'object',
    ...(required.length > 0 && { required }),
    ...(parameters.length > 0 && {
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    }),
  })
}

/**
 * Reduces a schema to its checks and the titles of its fields. Open enumerations are dropped, since they check nothing.
 *
 * @param again called where a schema that contains itself recurs
 */
export function validationSchema(
  schema: SchemaObject,
  again: (schema: SchemaObject) => object = refused,
  above: readonly SchemaObject[] = [],
): object {
  if (above.includes(schema)) return again(schema)
  const inside = (inner: SchemaObject) => validationSchema(inner, again, [...above, schema])
  const each = (inner: SchemaObject['properties']) =>
    inner && Object.fromEntries(Object.entries(inner).map(([name, field]) => [name, inside(field)]))
  return {
    type: schema.type,
    title: schema.title,
    required: schema.required,
    properties: each(schema.properties),
    patternProperties: each(schema.patternProperties),
    items: schema.items && inside(schema.items),
    anyOf: schema.anyOf?.map(inside),
    oneOf: schema.oneOf?.map(inside),
    enum: schema.enum,
    default: schema.default,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    minimum: schema.minimum,
    maximum: schema.maximum,
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    pattern: schema.pattern,
    patternText: schema['x-wechatpay-pattern-text'],
    urlPath: schema['x-wechatpay-url-path'] || undefined,
    format: schema.format,
    maxBytes: schema['x-wechatpay-max-bytes'],
    urlEncoded: schema.contentMediaType === 'application/x-www-form-urlencoded' || undefined,
    ...conditionChecks(schema['x-wechatpay-condition']),
    requiredFor: onlyCaller(schema['x-wechatpay-required-for']),
  }
}

function refused({ title = '' }: SchemaObject): never {
  throw new SpecError(`The request schema ${title} contains itself`)
}

/** The part of a condition that the sandbox can check. Alternatives are sets of required fields. */
function conditionChecks(condition: string | undefined): object {
  const { kind, tests, fields, elseAbsent } = readCondition(condition ?? '')
  if (kind === 'together with') return { requiredWhen: fields.map((field) => ({ field })) }
  const conditions = tests.map(conditionOf)
  return {
    requiredWhen: kind === 'when' ? conditions : undefined,
    onlyWhen: elseAbsent ? conditions : undefined,
  }
}

function conditionOf({ field, operator, values }: ConditionTest): object {
  const [value] = values
  if (operator === 'is') return { field, is: values }
  return operator === 'contains' ? { field, contains: value } : { field, atLeast: Number(value) }
}

/** The caller that needs the field, where only one kind of caller does. */
function onlyCaller(callers: readonly Caller[] = []): Caller | undefined {
  return callers.length === 1 && callers[0] !== 'brand' ? callers[0] : undefined
}
