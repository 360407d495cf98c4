import { Agent } from 'node:https'
import Pay from 'wechatpay-node-v3'
import { TARGET, completionBody, type CompletionAnswer } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'
import { PRODUCTION_HOST } from '../server/tls-material.ts'
import type { Connection, Subject } from './subject.ts'

/**
 * The peer's host is built in, so it speaks TLS only and this file redirects its connections to loopback. It has no
 * PayScore operation, so this one is written like its own. It opens a connection for every call (superagent's default).
 * It neither verifies answers nor returns the headers needed for that, so this subject does less work.
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

/**
 * Redirects every TLS connection of this process to loopback, whatever its host, so that nothing leaves the machine.
 */
function connectTo(port: number): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with the agent as `this` below
  const connect = Agent.prototype.createConnection
  Agent.prototype.createConnection = function createConnection(options, callback) {
    return connect.call(this, { ...options, host: '127.0.0.1', port }, callback)
  }
}
