import type { ListFacts, UploadFacts } from '../generated/extensions.ts'

/** HTTP method in upper case. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The facts about an operation that the request path needs. Generated from the spec, loaded lazily per product. */
export interface OperationFacts {
  readonly method: Method
  /** Which of the two protocols it speaks. */
  readonly version: 'v2' | 'v3'
  /** Who signs: WeChat Pay accepts only a brand's signature below `brand/`, and only a merchant's everywhere else. */
  readonly signer: 'merchant' | 'brand'
  /** Path on the wire with placeholders, for example `/v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly wirePath: string
  readonly body: 'none' | 'json' | 'xml' | 'multipart'
  readonly response: 'json' | 'xml' | 'text' | 'empty' | 'pdf' | 'image'
  /** Request body fields that are sent RSA-OAEP encrypted: `name`, `items[].phone`, `names[]`. */
  readonly encrypt?: readonly string[]
  /** Query parameters that are sent RSA-OAEP encrypted. */
  readonly encryptQuery?: readonly string[]
  /** v2: fields encrypted with the key of `/risk/getpublickey`. */
  readonly encryptForTransfer?: readonly string[]
  /** Response body fields encrypted to the merchant certificate, RSA-OAEP. */
  readonly decrypt?: readonly string[]
  /** v2: response fields encrypted to the merchant certificate with the older RSA padding. */
  readonly decryptPkcs1?: readonly string[]
  /** The answer carries no signature. In v2, one that has a `sign` all the same must have the right one. */
  readonly unsigned?: true
  /** The answer's signature covers `{"sha1":"…"}` with the digest in `Wechatpay-Statement-Sha1`. */
  readonly signsDigest?: true
  /** The request carries no `Authorization`. */
  readonly unsignedRequest?: true
  /** The address is for the user's browser: the client sends nothing. */
  readonly redirect?: true
  /** Fragment of such an address. */
  readonly fragment?: string
  /** The answer is a file; a failure arrives in this format under the same status. */
  readonly errorKind?: 'json' | 'xml'
  /** Base URL other than the client's default; may end in a path prefix. */
  readonly host?: string
  /** v2: needs the TLS client certificate. */
  readonly clientCert?: true
  /** v2: the request has no `nonce_str`. */
  readonly nonceless?: true
  /** v2: the signature types that the operation accepts; absent where undocumented, which means MD5. */
  readonly signTypes?: readonly string[]
  /** v2: paths of elements that may be repeated, `hblist.hbinfo`. They become lists, even a single one. */
  readonly lists?: readonly string[]
  /** The body's field with the number of the merchant that signs. Default in v2: `mch_id`. */
  readonly merchantField?: string
  /** The rules that a body must keep beyond its schema; the SDK checks them before it sends. */
  readonly check?: 'completion'
  readonly upload?: UploadFacts
  readonly list?: ListFacts
  /** Documented fields that a view can fill in: `path.sub_mchid`, `query.mchid`, `json.appid`. */
  readonly fillable?: readonly string[]
  /**
   * `safe`: repeatable at will. `idempotent`: repeatable with the same merchant number and the same body. `never`: a
   * repeat could take effect twice.
   */
  readonly retry: 'safe' | 'idempotent' | 'never'
  /** The merchant's own number(s) that make the call idempotent. */
  readonly businessKey?: readonly string[]
  /** The query that tells the outcome of a call. */
  readonly resolve?: {
    readonly operation: string
    /** Where the query takes its parameters beside those of its path. Default: `query`. */
    readonly in?: 'json' | 'xml'
    /**
     * Parameter of the query → source of its value: `path.out_order_no`, `query.sub_mchid`, `json.appid`; `=false` is
     * the value itself.
     */
    readonly with: Readonly<Record<string, string>>
  }
}
