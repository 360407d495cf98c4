import { Agent } from 'node:https'
import Pay from 'wechatpay-node-v3'
import { TARGET, completionBody, type CompletionAnswer } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'
import { PRODUCTION_HOST } from '../server/tls-material.ts'
import type { Connection, Subject } from './subject.ts'

/**
 * The peer has its host built in, so it speaks TLS only and its connections are led to loopback. It knows no PayScore
 * operation: this one is added the way its own are written. It opens a connection for every call (superagent's
 * default), and it neither verifies answers nor hands out the headers that would allow it: that work is left out here.
 */
export function wechatpayNodeV3({ identity, baseUrl }: Connection): Subject {
  connectTo(Number(new URL(baseUrl).port))
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
    const { status, data, error, errRaw } = await this.httpService.post(url, json, headers)
    if (status !== 200) throw new Error(`HTTP ${status}: ${error} ${JSON.stringify(errRaw)}`)
    return data as CompletionAnswer
  }
}

/** Every TLS connection of this process ends on loopback, whatever name it asks for: nothing can leave the machine. */
function connectTo(port: number): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with the agent as `this` below
  const connect = Agent.prototype.createConnection
  Agent.prototype.createConnection = function createConnection(options, callback) {
    return connect.call(this, { ...options, host: '127.0.0.1', port }, callback)
  }
}
