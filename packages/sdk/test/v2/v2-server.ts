import { apiV2Key } from './keys.ts'
import { answer, type AnswerOptions, type Behaviour, type Received } from '../helpers/signing-server.ts'
import { parseXml, signV2, toXml, type Fields, type SignType } from '../../src/v2/index.ts'

/** An answer as APIv2 gives it: HTTP 200, XML, its own kind of signature. */
export function answerV2(fields: Fields, type: SignType = 'HMAC-SHA256'): Behaviour {
  return async (...request) => {
    const all = { return_code: 'SUCCESS', result_code: 'SUCCESS', nonce_str: 'n', ...fields }
    await plain(toXml({ ...all, sign: await signV2(all, apiV2Key, type) }))(...request)
  }
}

/** What came, without a signature: refusals, files, pages of a proxy. */
export function plain(text: string, options: AnswerOptions = {}): Behaviour {
  return answer(text, { unsigned: true, ...options })
}

export function fieldsOf({ body }: Received): Readonly<Record<string, string>> {
  return parseXml(body)
}
