import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SubjectAlternativeNameExtension, X509CertificateGenerator, cryptoProvider } from '@peculiar/x509'

cryptoProvider.set(webcrypto as typeof globalThis.crypto)

/** A certificate and its private key, PEM. */
export interface TlsMaterial {
  readonly key: string
  readonly cert: string
}

/** The host name that is built into wechatpay-node-v3. No name is resolved. */
export const PRODUCTION_HOST = 'api.mch.weixin.qq.com'

/** Creates a self-signed certificate for loopback that is valid for a day. */
export async function createTlsMaterial(): Promise<TlsMaterial> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=bench',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: PRODUCTION_HOST },
      ]),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  }
}

/** Writes the certificate to a file and returns the variable with which a child process trusts it. */
export async function trusting({ cert }: TlsMaterial, folder: string): Promise<{ NODE_EXTRA_CA_CERTS: string }> {
  const file = join(folder, 'bench-ca.pem')
  await writeFile(file, cert)
  return { NODE_EXTRA_CA_CERTS: file }
}
