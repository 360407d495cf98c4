import {
  type KeyObject,
  createPrivateKey,
  createPublicKey,
  generateKeyPair as generate,
  randomBytes,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { bitString, explicit, integer, nothing, objectIdentifier, sequence, set, text, time } from './der.ts'

const YEAR_MS = 365 * 86_400_000

/** An RSA key pair of 2048 bits; PEM, PKCS#8 and SPKI. */
export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

/** A key pair with a certificate from the sandbox's own CA. */
export interface CertifiedKey extends KeyPair {
  readonly certificate: string
  /** 40 characters of upper-case hex. */
  readonly serial: string
  /** Real instants, ms. */
  readonly notBefore: number
  readonly notAfter: number
}

/** The subject or issuer of a certificate. */
export interface Name {
  readonly commonName: string
  readonly organization: string
}

/** Generates a key pair on the thread pool. */
export function generateKeyPair(): Promise<KeyPair> {
  return promisify(generate)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}

/**
 * Issues a certificate, valid for five years like WeChat Pay's.
 *
 * @param issuer the CA's key pair; the subject's own makes the certificate self-signed
 */
export async function certify(options: {
  readonly subject: KeyPair
  readonly subjectName: Name
  readonly issuer: KeyPair
  readonly issuerName: Name
  /** Real instant, ms. */
  readonly notBefore: number
}): Promise<CertifiedKey> {
  const { subject, subjectName, issuer, issuerName, notBefore } = options
  const serial = newSerial()
  const notAfter = notBefore + 5 * YEAR_MS
  const signed = sequence(
    explicit(0, integer(VERSION_3)),
    integer(serial),
    SHA256_WITH_RSA,
    distinguishedName(issuerName),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(subjectName),
    createPublicKey(subject.publicKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = await promisify(sign)('sha256', signed, signingKeyOf(issuer))
  const certificate = toPem(sequence(signed, SHA256_WITH_RSA, bitString(signature)))
  return { ...subject, certificate, serial: serial.toString('hex').toUpperCase(), notBefore, notAfter }
}

/** Parsed signing keys. Parsing a key costs as much as signing with it, and an authority signs often. */
const signingKeys = new WeakMap<KeyPair, KeyObject>()

function signingKeyOf(issuer: KeyPair): KeyObject {
  let key = signingKeys.get(issuer)
  if (!key) signingKeys.set(issuer, (key = createPrivateKey(issuer.privateKey)))
  return key
}

const VERSION_3 = Uint8Array.of(2)
const SHA256_WITH_RSA = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing())

function distinguishedName({ commonName, organization }: Name): Buffer {
  const part = (type: string, value: string): Buffer => set(sequence(objectIdentifier(type), text(value)))
  return sequence(part('2.5.4.3', commonName), part('2.5.4.10', organization), part('2.5.4.6', 'CN'))
}

/**
 * The first bytes of every serial number, which spell “SANDBOX”. Clients know keys of a sandbox by them, and never send
 * them to WeChat Pay.
 */
const MARK = Buffer.from('SANDBOX')

/** A positive number with 20 bytes in DER, so that it always has 40 digits. */
function newSerial(): Buffer {
  return Buffer.concat([MARK, randomBytes(20 - MARK.length)])
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
