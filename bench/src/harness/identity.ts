import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** The two parties of every measured call. Every run creates new keys. */
export interface Identity {
  readonly mchid: string
  readonly appid: string
  readonly serviceId: string
  readonly certificateSerial: string
  /** PEM. */
  readonly merchantPrivateKey: string
  /** PEM. */
  readonly merchantPublicKey: string
  readonly platformKeyId: string
  /** PEM. */
  readonly platformPrivateKey: string
  /** PEM. */
  readonly platformPublicKey: string
}

export function createIdentity(): Identity {
  const merchant = keyPair()
  const platform = keyPair()
  return {
    mchid: '1900000109',
    appid: 'wxd678efh567hg6787',
    serviceId: '500001',
    certificateSerial: randomBytes(20).toString('hex').toUpperCase(),
    merchantPrivateKey: merchant.privateKey,
    merchantPublicKey: merchant.publicKey,
    platformKeyId: 'PUB_KEY_ID_0119000001092026010100000000000001',
    platformPrivateKey: platform.privateKey,
    platformPublicKey: platform.publicKey,
  }
}

function keyPair(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}
