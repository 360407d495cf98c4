import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer, Call } from '../protocol/call.ts'
import type { Reply } from '../protocol/reply.ts'
import type { Fields } from '../protocol/v2/read-fields.ts'
import { signedXmlReply, xmlReply } from '../protocol/v2/xml-reply.ts'
import { byExample, answerCreator } from './answer.ts'
import { fillExample } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { transferKey } from './transfer-key.ts'

/** Answers an operation of APIv2 by the spec's example, without state. */
export function answerByExampleV2(operation: SandboxOperation): Answer {
  const create = answerCreatorV2(operation)
  return async (call) => byExample(await create(call))
}

/** Returns a function that creates the documented message. It is signed if its documentation has a signature. */
export function answerCreatorV2(operation: SandboxOperation): (call: Call, seed?: string) => Promise<Reply> {
  const { answer, path } = operation
  if (answer.kind !== 'xml') return answerCreator(operation)
  return async (call, seed) => {
    const filled = fillExample(answer, { ...call, params: {}, query: {} }, seed)
    const fields = (await encryptAnswer(filled, answer, call.merchant)) as Record<string, unknown>
    if (path === '/risk/getpublickey') fields['pub_key'] = transferKey(call.merchant)
    const { merchant, signType = 'MD5' } = call
    return 'sign' in fields ? signedXmlReply(fields, { merchant, signType }) : xmlReply(fields)
  }
}

/** Answers with a redirect of the browser. */
export function redirect(fields: Fields): Reply {
  const location = fields['redirect_uri'] ?? fields['return_web'] ?? 'https://pay.weixin.qq.com/'
  return byExample({ status: 302, body: new Uint8Array(), headers: { Location: location }, signs: 'nothing' })
}
