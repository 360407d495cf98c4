/** Text, or the same text as bytes. */
export type KeyText = string | ArrayBuffer | ArrayBufferView

/**
 * A key or a certificate in any common form:
 * - PEM of PKCS#8, PKCS#1, SPKI or X.509; with a byte-order mark, CRLF, literal `\n`, quotes around it or indentation
 * - PEM with text around it: the output of `openssl x509 -text`, the `Bag Attributes` of `openssl pkcs12`, other keys
 * - Base64 of a whole PEM file or of DER, as environment variables hold it
 * - DER
 * - a JWK, as an object or as JSON
 * - a `KeyObject` or `X509Certificate` of `node:crypto`
 *
 * RSA keys have at least 2048 bits.
 */
export type KeyInput = KeyText | JsonWebKeyRsa | NodeKeyObject | NodeCertificate

/** The RSA members of a JWK, with numbers in Base64url. */
export interface JsonWebKeyRsa {
  readonly kty?: string
  readonly n?: string
  readonly e?: string
  readonly d?: string
  readonly p?: string
  readonly q?: string
  readonly dp?: string
  readonly dq?: string
  readonly qi?: string
}

/** The members of a `KeyObject` of `node:crypto` that the SDK uses. */
export interface NodeKeyObject {
  readonly type: string
  export(options: { format: 'der'; type: 'pkcs8' | 'spki' }): unknown
}

/** The members of an `X509Certificate` of `node:crypto` that the SDK uses. */
export interface NodeCertificate {
  readonly raw: Uint8Array
}
