import type { SandboxOperation } from '../../generated/operations.ts'
import { isObject } from '../validate/check-value.ts'
import { refuseBody } from '../validate/violations.ts'
import { decrypterOf } from './keys.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

/**
 * Puts plaintext in the place of ciphertext.
 *
 * @param serial the request's `Wechatpay-Serial`: the key the merchant encrypted to
 * @returns a copy; values of another type stay for the schema to refuse
 * @throws {Refused} 400 when no such key is known or a field does not decrypt
 */
export async function decryptSensitiveFields(
  { encrypt }: Pick<SandboxOperation, 'encrypt'>,
  body: unknown,
  merchant: MerchantView,
  serial: string | null,
): Promise<unknown> {
  return mapFields(body, encrypt, async (ciphertext, pointer) => {
    const privateKey = encryptionKey(merchant, serial)
    try {
      return await decrypterOf(privateKey).decrypt(ciphertext)
    } catch {
      throw new Refused(refuseBody(`敏感字段“/body${pointer}”解密失败，请检查加密所用的微信支付公钥或平台证书`))
    }
  })
}

/** A copy in which the texts at the paths (`name`, `items[].phone`) are replaced. */
export async function mapFields(
  value: unknown,
  paths: readonly string[],
  replace: (text: string, pointer: string) => Promise<string>,
): Promise<unknown> {
  let result = value
  for (const path of paths) result = await mapField(result, path.split('.'), '', replace)
  return result
}

function encryptionKey({ platformKey, platformCertificates }: MerchantView, serial: string | null): Uint8Array {
  if (serial === null) throw new Refused(transportRefusals.serialMissing)
  if (serial === platformKey.id) return platformKey.privateKey
  const certificate = platformCertificates.find((candidate) => candidate.serial === serial)
  if (!certificate) throw new Refused(transportRefusals.serialWrong)
  return certificate.privateKey
}

/** Replaces the texts at a path such as `items[].phone`, wherever it leads to one. */
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
