/** HTTP method in upper case. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The facts about an operation that the request path needs. Generated from the spec, loaded lazily per product. */
export interface OperationFacts {
  readonly method: Method
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
  /** The answer carries no signature. */
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
    /**
     * Parameter of the query → source of its value: `path.out_order_no`, `query.sub_mchid`, `json.appid`; `=false` is
     * the value itself.
     */
    readonly with: Readonly<Record<string, string>>
  }
}

/** The parts of a multipart upload. */
export interface UploadFacts {
  /** Form part that holds the file. */
  readonly file: string
  /** Form part with the JSON that is signed; absent in v2, where the fields themselves are signed. */
  readonly meta?: string
  /** Field of `meta` (in v2: of the form) for the file's digest in lower-case hexadecimal. */
  readonly digest: string
  readonly algorithm: 'sha256' | 'sm3' | 'md5'
  /** Field of `meta` for the file's name, if there is one. */
  readonly filename?: string
  /** Documented limit in bytes. */
  readonly maxBytes?: number
  /** File name extensions in lower case: `jpg`. */
  readonly extensions?: readonly string[]
}

/** How a list is paged. Exactly one of `offset`, `page` and `cursor` is set. */
export interface ListFacts {
  /** Path of the array in the answer: `data`, `order_list`. */
  readonly items: string
  /** The place of the parameters below. */
  readonly in: 'query' | 'json'
  /** Parameter: position of the first item, from 0. */
  readonly offset?: string
  /** Parameter: number of the page. */
  readonly page?: string
  readonly firstPage?: number
  /** Parameter: the cursor of the previous answer; absent for the first page. */
  readonly cursor?: string
  /** Path of the next cursor in the answer; nothing or an empty text there ends the list. */
  readonly next?: string
  /** Parameter: items on a page. */
  readonly limit?: string
  readonly maxLimit?: number
  /** Path of the number of all items in the answer. */
  readonly total?: string
}
