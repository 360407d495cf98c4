import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { type FieldEncrypter, crypto } from 'wechatpay-ts/crypto'
import type { SandboxAnswer } from '../../generated/operations.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { mapFields } from '../protocol/sensitive-fields.ts'

const encrypters = new WeakMap<Uint8Array, FieldEncrypter>()

/** Encrypts sensitive fields to the merchant's certificate. */
export async function encryptAnswer(
  answer: unknown,
  { encrypt = [], encryptPkcs1 = [] }: SandboxAnswer,
  merchant: MerchantView,
): Promise<unknown> {
  if (encrypt.length + encryptPkcs1.length === 0) return answer
  const encrypted = await mapFields(answer, encrypt, (text) => encrypterOf(merchant).encrypt(text))
  return mapFields(encrypted, encryptPkcs1, async (text) => {
    const key = createPublicKey({ key: Buffer.from(certifiedKey(merchant)), format: 'der', type: 'spki' })
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64')
  })
}

/** Encrypts to the merchant's certificate, so that its private key alone opens it. */
export function encrypterOf(merchant: MerchantView): FieldEncrypter {
  const spki = certifiedKey(merchant)
  const known = encrypters.get(spki)
  if (known) return known
  const made = crypto.fieldEncrypter(spki)
  encrypters.set(spki, made)
  return made
}

function certifiedKey({ mchid, certificates }: MerchantView): Uint8Array {
  const spki = certificates.findLast(({ status }) => status === 'valid')?.spki
  if (!spki) throw new Error(`sandbox: merchant ${mchid} has no valid certificate to encrypt to`)
  return spki
}
