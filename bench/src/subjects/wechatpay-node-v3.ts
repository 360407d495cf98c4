import { globalAgent } from 'node:https'
import Pay from 'wechatpay-node-v3'
import { TARGET, completionBody, type CompletionAnswer } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'
import { PRODUCTION_HOST } from '../server/tls-material.ts'
import type { Connection, Subject } from './subject.ts'

/**
 * The peer has its host built in: TLS only, and the name is led to loopback here. It knows no PayScore operation; this
 * one is added the way its own are written. It does not verify answers, and its callers cannot either: their headers
 * are dropped. It is measured with that work left out.
 */
export function wechatpayNodeV3({ identity, baseUrl }: Connection): Subject {
  const { port } = new URL(baseUrl)
  Object.assign(globalAgent.options, { host: '127.0.0.1', port, servername: PRODUCTION_HOST })
  const pay = new PayWithPayScore(identity)
  const json = completionBody(identity)
  return { complete: () => pay.complete(json) }
}

class PayWithPayScore extends Pay {
  constructor({ appid, mchid, certificateSerial, merchantPrivateKey, merchantPublicKey }: Identity) {
    super({
      appid,
      mchid,
      serial_no: certificateSerial,
      publicKey: Buffer.from(merchantPublicKey),
      privateKey: Buffer.from(merchantPrivateKey),
    })
  }

  async complete(json: object): Promise<CompletionAnswer> {
    const url = `https://${PRODUCTION_HOST}${TARGET}`
    const headers = this.getHeaders(this.buildAuthorization('POST', url, json), { 'Content-Type': 'application/json' })
    const { status, data, error } = await this.httpService.post(url, json, headers)
    if (status !== 200) throw new Error(`HTTP ${status}: ${error}`)
    return data as CompletionAnswer
  }
}
