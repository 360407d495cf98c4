import type { SandboxOperation } from '../../generated/operations.ts'
import { isObject } from '../validate/check-value.ts'
import { decrypterOf } from './keys.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

/** The encrypting merchant, and the key. */
export interface Encrypted {
  readonly merchant: MerchantView
  /** The request's `Wechatpay-Serial`. */
  readonly serial: string | null
  /** Real time, ms; expired certificates do not count. */
  readonly now: number
}

/**
 * Decrypts sensitive fields.
 *
 * @returns a copy; the schema check refuses values of another type
 * @throws {Refused} 400 when the key is unknown or a field cannot be decrypted
 */
export async function decryptSensitiveFields(
  { encrypt }: Pick<SandboxOperation, 'encrypt'>,
  body: unknown,
  encrypted: Encrypted,
): Promise<unknown> {
  return mapFields(body, encrypt, async (ciphertext, pointer) => {
    const privateKey = encryptionKey(encrypted)
    try {
      return await decrypterOf(privateKey).decrypt(ciphertext)
    } catch {
      const reason = `${pointer} 不是用 ${encrypted.serial} 加密的 · ${pointer} was not encrypted to this key`
      throw new Refused({ ...transportRefusals.notDecryptable, reason })
    }
  })
}

/** Returns a copy with replaced texts at the paths (`name`, `items[].phone`). */
export async function mapFields(
  value: unknown,
  paths: readonly string[],
  replace: (text: string, pointer: string) => Promise<string>,
): Promise<unknown> {
  let result = value
  for (const path of paths) result = await mapField(result, path.split('.'), '', replace)
  return result
}

/**
 * The key for a serial: the public key, which a merchant gets before it switches, or a valid certificate, if its mode
 * has any.
 */
function encryptionKey({ merchant, serial, now }: Encrypted): Uint8Array {
  const { mode, platformKey, platformCertificates } = merchant
  if (serial === null) throw new Refused(transportRefusals.serialMissing)
  if (serial === platformKey.id) return platformKey.privateKey
  const certificates = mode === 'publicKey' ? [] : platformCertificates
  const certificate = certificates.find((candidate) => candidate.serial === serial && now < candidate.expiresAt)
  if (!certificate) throw new Refused(transportRefusals.serialWrong)
  return certificate.privateKey
}

/** Replaces the texts at a path such as `items[].phone`. */
async function mapField(
  value: unknown,
  path: readonly string[],
  pointer: string,
  replace: (text: string, pointer: string) => Promise<string>,
): Promise<unknown> {
  const [step, ...rest] = path
  if (step === undefined) return typeof value === 'string' ? replace(value, pointer) : value
  if (!isObject(value)) return value
  const name = step.replace(/\[\]$/, '')
  const inner = value[name]
  if (inner === undefined) return value
  if (name === step) return { ...value, [name]: await mapField(inner, rest, `${pointer}/${name}`, replace) }
  if (!Array.isArray(inner)) return value
  const items = inner.map((item, index) => mapField(item, rest, `${pointer}/${name}/${index}`, replace))
  return { ...value, [name]: await Promise.all(items) }
}
