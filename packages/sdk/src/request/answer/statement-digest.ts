import { hexUpper, utf8 } from '../../crypto/bytes.ts'
import { gunzip } from '../../gzip/gunzip.ts'
import { isGzip } from '../../gzip/inflate.ts'
import type { TransportResponse } from '../../transport/transport.ts'

/**
 * Returns the signed bytes of a cross-border statement (对账单): the signature covers the file's SHA-1 in a header, not
 * the file.
 *
 * @returns undefined where the header is missing or does not match the file
 */
export async function coveredBytes(operation: string, response: TransportResponse): Promise<Uint8Array | undefined> {
  const { headers, body } = response
  const declared = headers['wechatpay-statement-sha1']
  if (!declared) return undefined
  // No source says whether the digest covers the compressed statement or not; a forger can produce neither.
  const forms = isGzip(body) ? [body, await gunzip(operation, response)] : [body]
  for (const bytes of forms) if ((await sha1(bytes)) === declared.toLowerCase()) return utf8(`{"sha1":"${declared}"}`)
  return undefined
}

async function sha1(bytes: Uint8Array): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-1', bytes as Uint8Array<ArrayBuffer>)
  return hexUpper(new Uint8Array(digest)).toLowerCase()
}
