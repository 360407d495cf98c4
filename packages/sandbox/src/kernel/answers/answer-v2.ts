import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer } from '../protocol/call.ts'
import type { Reply } from '../protocol/reply.ts'
import type { Fields } from '../protocol/v2/read-fields.ts'
import { signedXmlReply, xmlReply } from '../protocol/v2/xml-reply.ts'
import { BY_EXAMPLE, answerByExample } from './answer.ts'
import { tell } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { transferKey } from './transfer-key.ts'

/**
 * Answers an operation of APIv2 as the spec describes it, with no state behind it: signed where the answer is documented
 * with a signature.
 */
export function answerByExampleV2(operation: SandboxOperation): Answer {
  const { answer, path } = operation
  if (answer.kind !== 'xml') return answerByExample(operation)
  return async (call) => {
    const told = tell(answer, { ...call, params: {}, query: {} })
    const fields = (await encryptAnswer(told, answer, call.merchant)) as Record<string, unknown>
    if (path === '/risk/getpublickey') fields['pub_key'] = transferKey(call.merchant)
    const { merchant, signType = 'MD5' } = call
    return byExample('sign' in fields ? await signedXmlReply(fields, { merchant, signType }) : xmlReply(fields))
  }
}

/** A page that only sends the browser on. */
export function redirect(fields: Fields): Reply {
  const location = fields['redirect_uri'] ?? fields['return_web'] ?? 'https://pay.weixin.qq.com/'
  return byExample({ status: 302, body: new Uint8Array(), headers: { Location: location }, signs: 'nothing' })
}

function byExample(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, ...BY_EXAMPLE } }
}
