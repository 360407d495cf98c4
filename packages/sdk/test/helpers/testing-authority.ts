import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509'
import type { CryptoKey } from '../../src/crypto/keys/crypto-key.ts'

/** TESTING KEYS, created for each run. */
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }

/** A certificate and its key, both PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

/** An authority that issues certificates for 127.0.0.1. Only tests trust it. */
export class TestingAuthority {
  readonly pem: string
  readonly #certificate: X509Certificate
  readonly #signingKey: CryptoKey

  private constructor(certificate: X509Certificate, signingKey: CryptoKey) {
    this.pem = certificate.toString('pem')
    this.#certificate = certificate
    this.#signingKey = signingKey
  }

  static async create(): Promise<TestingAuthority> {
    const keys = await newKeys()
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=Testing Authority',
      keys,
      signingAlgorithm: RSA,
      extensions: [new BasicConstraintsExtension(true)],
    })
    return new TestingAuthority(certificate, keys.privateKey)
  }

  async issue(name: string): Promise<Pair> {
    const { publicKey, privateKey } = await newKeys()
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      publicKey,
      signingKey: this.#signingKey,
      signingAlgorithm: RSA,
      extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
    })
    const der = Buffer.from(await globalThis.crypto.subtle.exportKey('pkcs8', privateKey))
    return {
      cert: certificate.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----`,
    }
  }
}

function newKeys(): Promise<{ readonly publicKey: CryptoKey; readonly privateKey: CryptoKey }> {
  return globalThis.crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
}
