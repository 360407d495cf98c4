/**
 * Rows of the API catalogue: one JSON object per line, `operations.jsonl` and `webhooks.jsonl`. The importer and the
 * comparison read it; nothing else in the project knows its shape. In the files a field is an optional string unless it
 * says otherwise; `readCatalogue` fills that in.
 */

/** Who calls: a direct merchant, a partner for a sub-merchant, or a brand. */
export type CatalogueCaller = 'merchant' | 'partner' | 'brand'

/** The format of a text; absent for free text. */
export type CatalogueFormat =
  | 'date-time'
  | 'date'
  | 'base64'
  | 'uri'
  | 'yyyyMMdd'
  | 'yyyyMMddHHmmss'
  | 'yyyy-MM-dd HH:mm:ss'
  | 'yyyy-MM-dd or 长期'

export interface CatalogueField {
  readonly name: string
  readonly type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'object'
    | 'file'
    | 'string[]'
    | 'integer[]'
    | 'number[]'
    | 'object[]'
  readonly required: boolean
  readonly label?: string
  /** No page and no SDK that was compared has the field. It may belong to a page that is no longer listed. */
  readonly unconfirmed?: boolean
  /** A person checked the required mark: it does not hold for every caller. */
  readonly doubted?: boolean
  readonly format?: CatalogueFormat
  readonly enum?: readonly (string | number)[]
  readonly default?: string | number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  /** Limit of the UTF-8 value in bytes, where the documentation counts bytes. */
  readonly maxBytes?: number
  /** Limit of the encrypted value in characters. The other limits apply to the plaintext. */
  readonly ciphertextMaxLength?: number
  /** `fen`, `yuan`, `seconds` … */
  readonly unit?: string
  /** The condition under which the field is required, in the phrases of `spec/conditions.ts`. */
  readonly condition?: string
  /** Callers whose documentation marks the field as required, where not all do. */
  readonly requiredFor?: readonly CatalogueCaller[]
  /** Callers whose documentation has the field, where not all do. */
  readonly audience?: readonly CatalogueCaller[]
  readonly encrypted?: 'rsa-oaep' | 'rsa-pkcs1' | 'aes-gcm' | 'aes-ecb'
  readonly encryptedWith?: string
  readonly signed?: 'rsa'
  readonly encoded?: 'json' | 'urlencode'
  /** Shape of an encoded string's content, where known. */
  readonly content?: 'object' | 'object[]' | 'string[]' | 'integer[]'
  readonly example?: string | number
  readonly fields?: readonly CatalogueField[]
  readonly variants?: readonly CatalogueVariant[]
}

export interface CatalogueVariant {
  readonly when: string
  readonly fields: readonly CatalogueField[]
}

export interface CatalogueOperation {
  /** `<address>#<method>` */
  readonly id: string
  readonly version: 'v2' | 'v3'
  readonly product: string
  readonly group: readonly string[] | null
  readonly method: string
  /** The path on the wire; v2 paths carry no version. */
  readonly path: string
  readonly host: string | null
  readonly title: string
  readonly doc: string | null
  readonly status: 'current' | 'deprecated' | 'redesigned'
  readonly statusSince?: string
  readonly replacedBy?: readonly string[]
  readonly clientCert: boolean
  readonly markers?: readonly string[]
  readonly audience?: readonly string[]
  readonly roles?: readonly string[]
  readonly updated?: string
  /**
   * Callers whose official pages were compared with this row field by field. Its required marks are reliable for them.
   */
  readonly checked?: readonly CatalogueCaller[]
  /** No official index and no SDK lists it any more. */
  readonly unlisted?: boolean
  /** The signing scheme, where the usual one does not apply. */
  readonly scheme?: 'WECHATPAY-BRAND-SHA256-RSA2048'
  readonly nonceless?: boolean
  readonly fragment?: string
  readonly unsignedRequest?: boolean
  readonly unsignedResponse?: boolean
  readonly request: {
    readonly path: readonly CatalogueField[]
    readonly query: readonly CatalogueField[]
    readonly headers: readonly CatalogueField[]
    readonly body: { readonly kind: 'none' | 'json' | 'xml' | 'multipart'; readonly fields: readonly CatalogueField[] }
  }
  readonly response: {
    readonly kind: 'json' | 'xml' | 'text' | 'pdf' | 'image' | 'empty'
    readonly status?: number
    readonly errorKind?: 'json' | 'xml'
    readonly redirect?: boolean
    readonly gzip?: boolean
    readonly source?: string
    readonly fields: readonly CatalogueField[]
  }
}

export interface CatalogueWebhook {
  /** `<version>/<name>` */
  readonly id: string
  readonly version: 'v2' | 'v3'
  readonly event_type: string | null
  readonly also_event_types?: readonly string[]
  readonly title: string
  readonly group: readonly string[] | null
  readonly doc: string | null
  readonly status: 'current' | 'deprecated' | 'redesigned'
  readonly checked?: readonly CatalogueCaller[]
  readonly original_type: readonly string[] | null
  readonly algorithm: 'AEAD_AES_256_GCM' | 'AES_256_ECB' | null
  readonly transport: 'json' | 'xml'
  readonly envelope: readonly CatalogueField[]
  readonly resource: readonly CatalogueField[]
  readonly resourceVariants?: readonly CatalogueVariant[]
}
