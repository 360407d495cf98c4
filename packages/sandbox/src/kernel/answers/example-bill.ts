import { createCipheriv, createHmac } from 'node:crypto'
import { nonce as newNonce } from 'wechatpay-ts/crypto'
import type { Call } from '../protocol/call.ts'
import { type Reply, withFile } from '../protocol/reply.ts'
import { isObject } from '../validate/check-value.ts'
import { encrypterOf } from './encrypt-answer.ts'
import { bill, fundBill, sha1 } from './files.ts'
import { compressed, textFile, wantsGzip } from './text-file.ts'

/** The files that a download address of an example can name. */
const files = { trades: bill, funds: fundBill } as const
type FileName = keyof typeof files

/** `example-funds`, of an encrypted file with its nonce: `example-funds.0a1b2c3d4e5f`. */
const TOKEN = /^example-(trades|funds)(?:\.([0-9a-f]{12}))?$/

/**
 * Lets an answer that names a bill name one that the sandbox hands out, with its true digest. Every file of a list is
 * encrypted with a key of its own, which only the merchant's private key opens.
 *
 * @param path of the operation
 */
export async function withBill(answer: unknown, path: string, call: Call): Promise<unknown> {
  if (!isObject(answer)) return answer
  const name: FileName = path.includes('fundflow') ? 'funds' : 'trades'
  const located = (token: string) => ({
    hash_type: 'SHA1',
    hash_value: sha1(files[name]),
    download_url: downloadAddress(call, token),
  })
  const { download_bill_list: list } = answer
  if (Array.isArray(list)) {
    const encrypted = async (item: object): Promise<object> => {
      const nonce = newNonce().slice(0, 12).toLowerCase()
      const encrypt_key = await encrypterOf(call.merchant).encrypt(keyOf(nonce, call))
      return { ...item, ...located(`example-${name}.${nonce}`), encrypt_key, nonce }
    }
    return { ...answer, download_bill_list: await Promise.all(list.map(encrypted)) }
  }
  if (typeof answer['hash_value'] !== 'string' || typeof answer['download_url'] !== 'string') return answer
  return { ...answer, ...located(`example-${name}`) }
}

/** The example of a bill, as its download address answers; nothing for the token of a real one. */
export async function exampleBill(token: string, call: Call): Promise<Reply | undefined> {
  const [, name, nonce] = TOKEN.exec(token) ?? []
  if (name === undefined) return undefined
  const content = files[name as FileName]
  if (nonce === undefined) return { ...(await textFile(content, call)), signs: 'nothing' }
  const cipher = createCipheriv('aes-256-gcm', keyOf(nonce, call), nonce)
  const plain = wantsGzip(call) ? await compressed(content) : content
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { ...withFile('application/octet-stream', sealed), signs: 'nothing' }
}

/** Where a bill is downloaded. */
export function downloadAddress(call: Call, token: string): string {
  return `${call.origin}/v3/billdownload/file?token=${token}${wantsGzip(call) ? '&tartype=gzip' : ''}`
}

/** 32 characters. It follows from the nonce, so that nothing has to be kept until the file is downloaded. */
function keyOf(nonce: string, { merchant }: Pick<Call, 'merchant'>): string {
  return createHmac('sha256', merchant.apiV3Key).update(`bill ${nonce}`).digest('hex').slice(0, 32)
}
