// The types of these extensions follow from their schemas in `components/extensions/`. Only types come from there, so the
// generators run without what they generate.
import type { ListFacts, UploadFacts } from '../../../sdk/src/generated/extensions.ts'
import type { Unit } from '../glossary/units.ts'

export type { ListFacts, UploadFacts }

/**
 * The parts of OpenAPI 3.1 that the spec uses, with references already resolved. `redocly lint` checks the files
 * against the standard; these types only list the parts that the project reads.
 */

export interface SchemaObject {
  readonly type?: string | readonly string[]
  readonly title?: string
  /** The type name of this alternative. */
  readonly 'x-wechatpay-name'?: string
  readonly description?: string
  readonly 'x-wechatpay-title-en'?: string
  readonly 'x-wechatpay-description-en'?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaObject>>
  readonly patternProperties?: Readonly<Record<string, SchemaObject>>
  readonly items?: SchemaObject
  readonly anyOf?: readonly SchemaObject[]
  readonly oneOf?: readonly SchemaObject[]
  /** Closed list: no other value is accepted. */
  readonly enum?: readonly (string | number)[]
  /** Open list: other values may come. */
  readonly 'x-extensible-enum'?: readonly (string | number)[]
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>
  readonly default?: string | number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  /** The pattern as messages of production print it, where that is no pattern of JSON Schema. */
  readonly 'x-wechatpay-pattern-text'?: string
  /** The text is an address that needs a path. */
  readonly 'x-wechatpay-url-path'?: boolean
  readonly format?: string
  readonly contentEncoding?: string
  readonly contentMediaType?: string
  readonly contentSchema?: SchemaObject
  readonly deprecated?: boolean
  readonly examples?: readonly unknown[]
  /** Limit of the UTF-8 value in bytes; of an object, as JSON without blanks. */
  readonly 'x-wechatpay-max-bytes'?: number
  /** The condition under which the field is required: see `conditions.ts`. */
  readonly 'x-wechatpay-condition'?: string
  /** Callers that need the field, where not all do. */
  readonly 'x-wechatpay-required-for'?: readonly Caller[]
  /** Callers whose documentation has the field, where not all do. */
  readonly 'x-wechatpay-audience'?: readonly Caller[]
  /** Limit of the encrypted value. The other limits apply to the plaintext. */
  readonly 'x-wechatpay-ciphertext-max-length'?: number
  readonly 'x-wechatpay-encrypted'?: 'rsa-oaep' | 'rsa-pkcs1' | 'aes-gcm' | 'aes-ecb'
  readonly 'x-wechatpay-encrypted-with'?: string
  /** The unit of a number, where the glossary knows it. */
  readonly 'x-wechatpay-unit'?: Unit
  /** Fields documented as required, but not for every kind of caller. */
  readonly 'x-wechatpay-required'?: readonly string[]
}

/** Who calls: a direct merchant, a partner for a sub-merchant, or a brand. */
export type Caller = 'merchant' | 'partner' | 'brand'

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly 'x-wechatpay-description-en'?: string
  schema: SchemaObject
  readonly 'x-wechatpay-required'?: boolean
}

export interface ExampleObject {
  readonly summary?: string | undefined
  readonly value: unknown
}

export interface MediaTypeObject {
  readonly schema: SchemaObject
  readonly examples?: Readonly<Record<string, ExampleObject>>
}

export interface ContentHolder {
  readonly description?: string
  readonly content?: Readonly<Record<string, MediaTypeObject>>
}

/** One error of an operation, as documented or observed. */
export interface DocumentedError {
  readonly status: number
  readonly code: string
  /** The text on the wire; absent where the text varies. */
  readonly message?: string
  readonly meaning: string
  /** The recommended action of the merchant. */
  readonly remedy: string
  /**
   * `later`: repeat the same request after a pause. `same`: repeat at once with the same number, since the outcome is
   * unknown.
   */
  readonly retry?: 'never' | 'later' | 'same'
}

/** `x-wechatpay-outcome-unknown`: the answer of APIv2 while nobody knows what becomes of the call. */
export interface UnknownOutcome {
  readonly err_code: string
  readonly err_code_des: string
}

export interface OperationObject {
  readonly operationId: string
  readonly tags?: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly 'x-wechatpay-title-en'?: string
  readonly 'x-wechatpay-description-en'?: string
  readonly deprecated?: boolean
  readonly externalDocs?: { readonly url: string }
  readonly parameters?: readonly ParameterObject[]
  readonly requestBody?: ContentHolder
  readonly responses: Readonly<Record<string, ContentHolder>>
  readonly 'x-wechatpay-official-title'?: string
  readonly 'x-wechatpay-group'?: readonly string[]
  readonly 'x-wechatpay-status'?: string
  readonly 'x-wechatpay-unlisted'?: boolean
  readonly 'x-wechatpay-updated'?: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly 'x-wechatpay-replaced-by'?: readonly string[]
  readonly 'x-wechatpay-errors'?: readonly DocumentedError[]
  readonly 'x-wechatpay-retry'?: 'safe' | 'idempotent' | 'never'
  readonly 'x-wechatpay-outcome-unknown'?: UnknownOutcome
  readonly 'x-wechatpay-business-key'?: readonly string[]
  readonly 'x-wechatpay-resolve'?: { readonly operation: string; readonly with: Readonly<Record<string, string>> }
  readonly 'x-wechatpay-unsigned'?: boolean
  readonly 'x-wechatpay-signs-digest'?: boolean
  readonly 'x-wechatpay-unsigned-request'?: boolean
  readonly 'x-wechatpay-nonceless'?: boolean
  readonly 'x-wechatpay-redirect'?: boolean
  readonly 'x-wechatpay-fragment'?: string
  /** The field with the number of the merchant that signs: always the caller's own. */
  readonly 'x-wechatpay-merchant-field'?: string
  /** Rules of the body beyond its schema, which the SDK checks before it sends. */
  readonly 'x-wechatpay-check'?: 'completion'
  readonly 'x-wechatpay-upload'?: UploadFacts
  readonly 'x-wechatpay-list'?: ListFacts
  readonly 'x-wechatpay-client-certificate'?: boolean
  readonly 'x-wechatpay-original-type'?: readonly string[]
  readonly 'x-wechatpay-algorithm'?: string
  readonly 'x-wechatpay-resource'?: SchemaObject
  readonly 'x-wechatpay-resource-examples'?: Readonly<Record<string, ExampleObject>>
}

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]

export interface PathItemObject extends Partial<Readonly<Record<Method, OperationObject>>> {
  readonly servers?: readonly { readonly url: string }[]
  readonly parameters?: readonly ParameterObject[]
}

export interface DocumentObject {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  /** The schemas of extensions that are objects. */
  readonly 'x-wechatpay-extensions'?: Readonly<Record<string, SchemaObject>>
  readonly paths: Readonly<Record<string, PathItemObject>>
  readonly webhooks?: Readonly<Record<string, PathItemObject>>
}
