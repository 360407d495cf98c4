import { generateKeyPairSync } from 'node:crypto'

/** TESTING KEYS, created for each run. */
function pair() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKey,
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  }
}

export const merchant = pair()
export const platform = pair()
export const mchid = '1900000109'
export const publicKeyId = 'PUB_KEY_ID_0114232134912410000000000000'
