import { createCipheriv, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { median } from '../report/statistics.ts'

/**
 * The minimum cost of the protocol's cryptography on this machine: processor time of one operation in ms, on one
 * thread.
 */
export interface CryptographyLimits {
  readonly signMs: number
  readonly verifyMs: number
  readonly encryptMs: number
}

/** Operations of each kind in one sample. The three kinds take turns. */
const BATCH = { sign: 40, verify: 400, encrypt: 400 } as const
const SAMPLES = 9
/** Size of a notification. */
const BYTES = 1_300

/** Measures RSA-2048 with SHA-256, and AES-256-GCM, with nothing around them. */
export function measureCryptography(): CryptographyLimits {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const message = randomBytes(BYTES)
  const signature = sign('sha256', message, privateKey)
  const key = randomBytes(32)
  const operations = {
    sign: () => sign('sha256', message, privateKey),
    verify: () => verify('sha256', message, publicKey, signature),
    encrypt: () => {
      const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12))
      return Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()])
    },
  }
  const samples = { sign: [] as number[], verify: [] as number[], encrypt: [] as number[] }
  for (let round = 0; round < SAMPLES; round++) {
    for (const name of ['sign', 'verify', 'encrypt'] as const) {
      const before = process.cpuUsage()
      for (let count = 0; count < BATCH[name]; count++) operations[name]()
      const { user, system } = process.cpuUsage(before)
      samples[name].push((user + system) / 1000 / BATCH[name])
    }
  }
  return { signMs: median(samples.sign), verifyMs: median(samples.verify), encryptMs: median(samples.encrypt) }
}
