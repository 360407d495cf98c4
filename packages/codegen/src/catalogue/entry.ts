/**
 * Rows of the API catalogue: one JSON object per line, `operations.jsonl` and `webhooks.jsonl`. The catalogue is read
 * once, by the importer; nothing else in the project knows its shape.
 */

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
  readonly format?: 'date-time' | 'date' | 'base64' | 'uri'
  readonly enum?: readonly (string | number)[]
  readonly default?: string | number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
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
  /** On the wire; v2 paths carry no version. */
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
  readonly original_type: readonly string[] | null
  readonly algorithm: 'AEAD_AES_256_GCM' | 'AES_256_ECB' | null
  readonly transport: 'json' | 'xml'
  readonly envelope: readonly CatalogueField[]
  readonly resource: readonly CatalogueField[]
  readonly resourceVariants?: readonly CatalogueVariant[]
}
