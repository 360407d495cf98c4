import { base64Decode } from '../crypto/bytes.ts'
import { utf8Decode } from '../crypto/utf8-decode.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { KeyText } from '../crypto/keys/key-input.ts'
import { asApiV2Key, type ApiV2Key } from './api-v2-key.ts'
import { parseXml } from './parse-xml.ts'

/**
 * Decrypts `req_info` of a refund notification (退款结果通知). WeChat Pay also sends it for APIv3 refunds without
 * `notify_url`, and for refunds made by hand on the merchant platform. Successful decryption is its only
 * authentication: query the refund before you book money.
 *
 * @returns the fields: `out_refund_no`, `refund_status` (SUCCESS, CHANGE, REFUNDCLOSE), amounts in fen as text …
 * @throws {WebhookError} `undecryptable`: the text was altered, or encrypted with another key
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011987436
 * @example
 * const { req_info } = parseXml(body)
 * const { out_refund_no, refund_status } = await decryptReqInfo(apiV2Key, req_info)
 */
export async function decryptReqInfo(
  apiV2Key: ApiV2Key | KeyText,
  reqInfo: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const key = asApiV2Key(apiV2Key)
  try {
    const ciphertext = base64Decode((reqInfo ?? '').replaceAll(/\s/g, ''))
    if (!ciphertext || ciphertext.length === 0) throw new TypeError('req_info is not Base64')
    return parseXml(utf8Decode(await key.decrypt(ciphertext)))
  } catch (error) {
    throw new WebhookError('undecryptable', 'req_info could not be opened with the APIv2 key', {
      cause: error,
      hint: {
        zh: '请核对 APIv2 密钥（不是 APIv3 密钥），以及 req_info 是否完整',
        en: 'Check the APIv2 key (it is not the APIv3 key), and that req_info is complete.',
      },
    })
  }
}
