import { nonce } from 'wechatpay-ts/crypto'
import { type SignType, signV2 } from 'wechatpay-ts/v2'
import type { RefusalV2 } from '../../machine/refusal.ts'
import type { MerchantView } from '../../merchant/merchant-view.ts'
import type { Reply } from '../reply.ts'
import type { Fields } from './read-fields.ts'
import { writeXml } from './write-xml.ts'

/** The request's fields that an APIv2 answer repeats, and the key that signs the answer. */
export interface Asked {
  readonly fields: Fields
  readonly merchant: MerchantView
  /** The request's signature type, which the answer uses too. */
  readonly signType: SignType
}

/** Status 200 and `text/plain`, even for a failure, as in production. */
export function xmlReply(fields: Readonly<Record<string, unknown>>): Reply {
  return {
    status: 200,
    body: Uint8Array.from(Buffer.from(writeXml(fields))),
    headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache' },
    signs: 'nothing',
  }
}

/** A message with its signature, which covers the non-empty fields. */
export async function signedXmlReply(
  fields: Readonly<Record<string, unknown>>,
  { merchant, signType }: Pick<Asked, 'merchant' | 'signType'>,
): Promise<Reply> {
  return xmlReply({ ...fields, sign: await signV2(fields as Fields, merchant.apiV2Key, signType) })
}

/** The answer to a request that was carried out. */
export function successV2(data: object | undefined, asked: Asked): Promise<Reply> {
  return signedXmlReply({ ...envelopeOf(asked), result_code: 'SUCCESS', ...data }, asked)
}

/** The answer to a refused request: signed if the request was understood, otherwise only a sentence. */
export async function failureV2(refusal: RefusalV2, asked: Asked | undefined): Promise<Reply> {
  if ('return_msg' in refusal) return xmlReply({ return_code: 'FAIL', ...refusal })
  if (!asked) return xmlReply({ return_code: 'FAIL', return_msg: refusal.err_code_des })
  return signedXmlReply({ ...envelopeOf(asked), result_code: 'FAIL', ...refusal }, asked)
}

function envelopeOf({ fields }: Asked): Readonly<Record<string, unknown>> {
  const { appid, mch_id, sub_appid, sub_mch_id } = fields
  return { return_code: 'SUCCESS', return_msg: 'OK', appid, mch_id, sub_appid, sub_mch_id, nonce_str: nonce() }
}
