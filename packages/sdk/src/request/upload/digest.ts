import { crypto } from '#crypto'
import { hexUpper } from '../../crypto/bytes.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { UploadFacts } from '../../generated/extensions.ts'

/** @returns lower-case hexadecimal, which all uploads require */
export async function digestOf(
  operation: string,
  algorithm: UploadFacts['algorithm'],
  bytes: Uint8Array,
): Promise<string> {
  if (algorithm === 'sha256') return hexUpper(await crypto.sha256(bytes)).toLowerCase()
  if (crypto.runtime !== 'node') {
    throw new RequestError('runtime', `${operation}: the file's ${algorithm.toUpperCase()} digest needs Node`, {
      hint: { zh: '请在 Node 上调用该接口', en: 'Call this operation on Node: WebCrypto does not have it.' },
    })
  }
  const { hash } = await import('#node/request/upload/digest-node')
  return hash(algorithm, bytes, 'hex')
}
