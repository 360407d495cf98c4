/** What the request path must know of an operation at run time. Generated from the spec, loaded lazily per product. */
export interface OperationMeta {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path on the wire with its placeholders, for example `/v3/payscore/payafter-orders/{out_order_no}/complete`. */
  readonly path: string
  readonly body: 'none' | 'json' | 'xml' | 'multipart'
  readonly response: 'json' | 'xml' | 'text' | 'empty' | 'pdf' | 'image'
  /** Request body fields that travel RSA-OAEP encrypted: `name`, `items[].phone`. */
  readonly encrypt?: readonly string[]
  /** Query parameters that travel RSA-OAEP encrypted. */
  readonly encryptQuery?: readonly string[]
  /** Response body fields encrypted to the merchant certificate. */
  readonly decrypt?: readonly string[]
  /** The answer carries no signature. */
  readonly unsigned?: true
  /** Base URL other than the client's default. */
  readonly host?: string
  /** Needs the TLS client certificate (v2). */
  readonly clientCert?: true
  /**
   * `safe`: repeatable at will. `idempotent`: repeatable with the same merchant number and the same body.
   * `never`: a repeat could act twice.
   */
  readonly retry: 'safe' | 'idempotent' | 'never'
  /** The merchant's own number(s) that make the call idempotent. */
  readonly businessKey?: readonly string[]
  /** The query that tells what became of a call whose outcome is unknown. */
  readonly resolve?: {
    readonly operation: string
    /** Parameter of the query → where its value comes from: `path.out_order_no`, `json.appid`. */
    readonly with: Readonly<Record<string, string>>
  }
}
