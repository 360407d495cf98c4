import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import { X509CertificateGenerator, cryptoProvider } from '@peculiar/x509'

cryptoProvider.set(globalThis.crypto)

const { subtle } = globalThis.crypto

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const YEAR_MS = 365 * 86_400_000

/** An RSA key pair of 2048 bits; PEM, PKCS#8 and SPKI. */
export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

/** A key pair with the certificate the sandbox's own CA issued for it. */
export interface CertifiedKey extends KeyPair {
  readonly certificate: string
  /** 40 characters of upper-case hex. */
  readonly serial: string
  /** Real instants, ms. */
  readonly notBefore: number
  readonly notAfter: number
}

export async function generateKeyPair(): Promise<KeyPair> {
  const pair = await subtle.generateKey({ ...RSA, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }, true, [
    'sign',
    'verify',
  ])
  return {
    privateKey: toPem('PRIVATE KEY', await subtle.exportKey('pkcs8', pair.privateKey)),
    publicKey: toPem('PUBLIC KEY', await subtle.exportKey('spki', pair.publicKey)),
  }
}

/**
 * Issues a certificate, valid for five years like WeChat Pay's.
 *
 * @param issuer the CA's key pair; the certificate is self-signed when it is the subject's own
 */
export async function certify(options: {
  readonly subject: KeyPair
  readonly subjectName: string
  readonly issuer: KeyPair
  readonly issuerName: string
  /** Real instant, ms. */
  readonly notBefore: number
}): Promise<CertifiedKey> {
  const { subject, subjectName, issuer, issuerName, notBefore } = options
  const serial = newSerial()
  const notAfter = notBefore + 5 * YEAR_MS
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: subjectName,
    issuer: issuerName,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    signingAlgorithm: RSA,
    publicKey: await subtle.importKey('spki', fromPem(subject.publicKey), RSA, true, ['verify']),
    signingKey: await subtle.importKey('pkcs8', fromPem(issuer.privateKey), RSA, false, ['sign']),
  })
  return { ...subject, certificate: `${certificate.toString('pem')}\n`, serial, notBefore, notAfter }
}

/** Positive and 20 bytes long in DER, so that it is written with 40 digits everywhere. */
function newSerial(): string {
  const bytes = randomBytes(20)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex').toUpperCase()
}

function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function fromPem(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
}
