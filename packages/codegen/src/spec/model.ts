import type {
  DocumentedError,
  ExampleObject,
  ListFacts,
  OperationObject,
  SchemaObject,
  UnknownOutcome,
  UploadFacts,
} from './document.ts'
import type { ShortTexts } from '../glossary/glossary.ts'

/** The whole spec with references resolved. Every list is in a fixed order. */
export interface Spec {
  /** `info.version` of the spec. */
  readonly version: string
  /** The schemas of extensions that are objects, from which their types follow. */
  readonly extensions: readonly SchemaObject[]
  readonly products: readonly Product[]
  readonly operations: readonly Operation[]
  readonly webhooks: readonly Webhook[]
  /** Returns the name of a schema that has its own file below `components/schemas/<product>/`. */
  readonly nameOf: (schema: SchemaObject) => SchemaName | undefined
  /** English translations of error table texts, keyed by the Chinese ones. */
  readonly errorWords: {
    readonly meanings: Readonly<Record<string, string>>
    readonly remedies: Readonly<Record<string, string>>
  }
  /** English for product trails, alternatives and meanings of values, by the Chinese words. */
  readonly texts: ShortTexts
  /** Known values of fields, by the names of their constants. */
  readonly values: readonly NamedValues[]
}

/** Known values of a field, under the names of their constants. */
export interface NamedValues {
  /** `TradeState` */
  readonly name: string
  readonly title: string
  readonly values: readonly NamedValue[]
}

export interface NamedValue {
  readonly value: string
  /** Undefined where it is undocumented. */
  readonly meaning: string | undefined
}

export interface Product {
  /** First segment of the address after the version: `payscore`. */
  readonly name: string
  /** Version and product, which distinguishes `v2/pay` from `v3/pay`. */
  readonly address: string
  /** Official name: 微信支付分. */
  readonly title: string
  readonly english: string
}

/** The title and description on English pages. */
export interface EnglishWords {
  /** Undefined where the glossary has no name. */
  readonly title: string | undefined
  readonly description: string
}

export interface SchemaName {
  /** `PayafterOrder` */
  readonly name: string
  /** The product whose generated file declares the type. */
  readonly product: string
}

export type BodyKind = 'none' | 'json' | 'xml' | 'multipart'
export type ResponseKind = 'json' | 'xml' | 'text' | 'empty' | 'pdf' | 'image'

/** One API operation. */
export interface Operation {
  /** Unique, camelCase: `payafterOrderComplete`. Types are named after it. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path on the wire: `/v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly path: string
  /** The address on the chain: `v3/payscore/payafter-orders/{out_order_no}/complete`; v2 addresses start with `v2/`. */
  readonly address: string
  /** Which of the two protocols it speaks. A brand's operations speak that of v3. */
  readonly version: 'v2' | 'v3'
  readonly product: string
  readonly title: string
  readonly officialTitle: string
  readonly description: string
  readonly english: EnglishWords
  /** The page of the official documentation. */
  readonly link: string | undefined
  readonly group: readonly string[]
  readonly deprecated: boolean
  /** Date of the last change that the documentation notes. */
  readonly updated: string | undefined
  readonly replacedBy: readonly string[]
  /** The official documentation no longer lists it. */
  readonly unlisted: boolean
  /** The caller signs as a brand: `WECHATPAY-BRAND-SHA256-RSA2048`. */
  readonly brand: boolean
  /** Base URL other than the default, without a trailing slash. */
  readonly host: string | undefined
  readonly clientCert: boolean
  /** v2: the request has no `nonce_str`. */
  readonly nonceless: boolean
  /** The answer carries no signature. */
  readonly unsigned: boolean
  /** The answer's signature covers a digest of the file instead of its bytes. */
  readonly signsDigest: boolean
  readonly unsignedRequest: boolean
  /** The address is meant for a browser. */
  readonly redirect: boolean
  readonly fragment: string | undefined
  /** The field with the number of the merchant that signs, where it is one that every caller must put its own in. */
  readonly merchantField: string | undefined
  /** Rules of the body beyond its schema, which the SDK checks before it sends. */
  readonly check: 'completion' | undefined
  readonly upload: UploadFacts | undefined
  readonly list: ListFacts | undefined
  readonly retry: 'safe' | 'idempotent' | 'never'
  /** APIv2: the bare success says that money has moved, and this that nobody knows yet. */
  readonly unknownOutcome: UnknownOutcome | undefined
  readonly businessKey: readonly string[]
  readonly resolve: { readonly operation: Operation; readonly with: Readonly<Record<string, string>> } | undefined
  readonly parameters: {
    readonly path: readonly Parameter[]
    readonly query: readonly Parameter[]
    /** Headers, without those that the client sets by itself. */
    readonly headers: readonly Parameter[]
  }
  readonly body: {
    readonly kind: BodyKind
    readonly schema: SchemaObject | undefined
    readonly examples: readonly Example[]
  }
  readonly response: {
    readonly kind: ResponseKind
    readonly status: number
    /** The format in which a download reports a failure, under the status of a success. */
    readonly errorKind: 'json' | 'xml' | undefined
    readonly schema: SchemaObject | undefined
    readonly examples: readonly Example[]
  }
  readonly errors: readonly DocumentedError[]
}

export interface Parameter {
  readonly name: string
  readonly required: boolean
  /** Documented as required, but not for every kind of caller. */
  readonly requiredForSome: boolean
  readonly schema: SchemaObject
}

export interface Example extends ExampleObject {
  readonly name: string
}

/** One notification. */
export interface Webhook {
  /** Event type, `PAYSCORE.USER_PAID`; `v2/<name>` for the notifications of v2. */
  readonly name: string
  /** Unique, camelCase: `onPayscoreUserPaid`. */
  readonly id: string
  readonly version: 'v2' | 'v3'
  readonly title: string
  readonly officialTitle: string
  readonly description: string
  readonly english: EnglishWords
  readonly link: string | undefined
  readonly group: readonly string[]
  readonly deprecated: boolean
  /** Values of `resource.original_type`. Together with the event type they identify the payload. */
  readonly originalTypes: readonly string[]
  /** The decrypted payload. */
  readonly resource: SchemaObject
  /** v2: the XML around an encrypted payload. */
  readonly envelope: SchemaObject | undefined
  readonly examples: readonly Example[]
}

export type { DocumentedError, ListFacts, OperationObject, SchemaObject, UploadFacts }
