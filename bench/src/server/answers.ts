import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { completionAnswer } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'

const NONCE = 'BENCHNONCEBENCHNONCEBENCHNONCE00'

/**
 * Signs the answer once a second as WeChat Pay does. The answer is always the same, so its signature is valid until the
 * timestamp changes. The server must be cheaper than every client it measures.
 */
export function signedAnswers(
  identity: Identity,
): () => { readonly headers: OutgoingHttpHeaders; readonly body: Buffer } {
  const key = createPrivateKey(identity.platformPrivateKey)
  const body = completionAnswer(identity)
  let second = 0
  let answer = { headers: {} as OutgoingHttpHeaders, body }
  return () => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) {
      second = now
      const signature = sign('sha256', Buffer.from(`${now}\n${NONCE}\n${body.toString()}\n`), key).toString('base64')
      answer = {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': body.length,
          'request-id': '08F1B2C3D40610AB1118D5E6F70820A12830C5CF05-0',
          'wechatpay-nonce': NONCE,
          'wechatpay-serial': identity.platformKeyId,
          'wechatpay-signature': signature,
          'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
          'wechatpay-timestamp': String(now),
        },
        body,
      }
    }
    return answer
  }
}

/** Checks that the merchant signed the request, so that no subject gains speed by skipping the signature. */
export function requestCheck(identity: Identity): (request: IncomingMessage, body: Buffer) => boolean {
  const key = createPublicKey(identity.merchantPublicKey)
  return ({ method, url, headers }, body) => {
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(headers.authorization ?? '')?.[1] ?? ''
    const signed = `${method}\n${url}\n${field('timestamp')}\n${field('nonce_str')}\n${body.toString()}\n`
    return verify('sha256', Buffer.from(signed), key, Buffer.from(field('signature'), 'base64'))
  }
}
