import { apiV2Key } from './api-v2-key.ts'
import { answer, type AnswerOptions, type Behaviour, type Received } from './signing-server.ts'
import { parseXml, signV2, toXml, type Fields, type SignType } from '../../src/v2/index.ts'

/** An APIv2 answer: HTTP 200, XML, with its own kind of signature. */
export function answerV2(fields: Fields, type: SignType = 'HMAC-SHA256'): Behaviour {
  return async (...request) => {
    const all = { return_code: 'SUCCESS', result_code: 'SUCCESS', nonce_str: 'n', ...fields }
    await plain(toXml({ ...all, sign: await signV2(all, apiV2Key, type) }))(...request)
  }
}

/** An unsigned answer: a refusal, a file, a proxy's page. */
export function plain(text: string, options: AnswerOptions = {}): Behaviour {
  return answer(text, { unsigned: true, ...options })
}

export function fieldsOf({ body }: Received): Readonly<Record<string, string>> {
  return parseXml(body)
}
