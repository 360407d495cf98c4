import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createCipheriv, createPrivateKey, sign, webcrypto, type KeyObject } from 'node:crypto'
import { apiV3Key, SigningServer, type Behaviour } from '../helpers/signing-server.ts'

x509.cryptoProvider.set(webcrypto as never)

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
} as const

/** A platform certificate with its private key, as WeChat Pay holds it. */
export interface Issued {
  readonly serial: string
  readonly pem: string
  readonly key: KeyObject
  readonly from: Date
}

/** TESTING AUTHORITY, created for each run. */
export class Authority {
  readonly pem: string
  readonly #keys: webcrypto.CryptoKeyPair

  private constructor(pem: string, keys: webcrypto.CryptoKeyPair) {
    this.pem = pem
    this.#keys = keys
  }

  static async make(): Promise<Authority> {
    const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: 'CN=TESTING AUTHORITY',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2060-01-01'),
      signingAlgorithm: RSA,
      keys: keys as never,
    })
    return new Authority(certificate.toString('pem'), keys)
  }

  async issue(serial: string, from: Date, to: Date): Promise<Issued> {
    const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: 'CN=TESTING PLATFORM',
      issuer: 'CN=TESTING AUTHORITY',
      notBefore: from,
      notAfter: to,
      signingAlgorithm: RSA,
      publicKey: keys.publicKey as never,
      signingKey: this.#keys.privateKey as never,
    })
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
    return {
      serial,
      pem: certificate.toString('pem'),
      key: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
      from,
    }
  }
}

/** WeChat Pay during a change of certificates: it lists them and signs everything with the current one. */
export class CertificateServer implements AsyncDisposable {
  /** The certificates that `GET /v3/certificates` lists. */
  listed: readonly Issued[]
  /** The certificate that signs answers. */
  current: Issued
  apiV3Key = apiV3Key
  readonly server: SigningServer
  /** Number of requests for the list. */
  downloads = 0
  /** Behaviours for the next requests for the list, instead of the answer. */
  readonly instead: Behaviour[] = []

  private constructor(server: SigningServer, current: Issued) {
    this.server = server
    this.current = current
    this.listed = [current]
  }

  static async start(current: Issued): Promise<CertificateServer> {
    const server = await SigningServer.start((request, response, socket) => {
      const isList = request.target === '/v3/certificates'
      if (isList) self.downloads++
      const other = isList ? self.instead.shift() : undefined
      if (other) return other(request, response, socket)
      const body = JSON.stringify(isList ? { data: self.listed.map((one) => self.#sealed(one)) } : { ok: true })
      response.writeHead(200, self.signed(body))
      response.end(body)
    })
    const self = new CertificateServer(server, current)
    return self
  }

  /** Signature headers of an answer or a notification. */
  signed(body: string, issued: Issued = this.current, now: number = Date.now()): Record<string, string> {
    const timestamp = String(Math.floor(now / 1000))
    const message = Buffer.from(`${timestamp}\nNONCE\n${body}\n`)
    return {
      'content-type': 'application/json',
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': 'NONCE',
      'wechatpay-serial': issued.serial,
      'wechatpay-signature': sign('sha256', message, issued.key).toString('base64'),
    }
  }

  #sealed({ serial, pem, from }: Issued): object {
    const cipher = createCipheriv('aes-256-gcm', this.apiV3Key, 'NONCE1234567')
    cipher.setAAD(Buffer.from('certificate'))
    const ciphertext = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()]).toString('base64')
    return {
      serial_no: serial,
      // The documentation's own sample has this trailing blank.
      'effective_time ': from.toISOString(),
      encrypt_certificate: {
        algorithm: 'AEAD_AES_256_GCM',
        nonce: 'NONCE1234567',
        associated_data: 'certificate',
        ciphertext,
      },
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]()
  }
}
