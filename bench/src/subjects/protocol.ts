import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { TARGET, completionBody, type CompletionAnswer, type CompletionBody } from '../harness/completion.ts'
import type { Identity } from '../harness/identity.ts'

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * The minimum work of a correct client, shared by the three hand-written ones: serialise once, sign on the thread pool,
 * check the four headers, the time and the signature, parse. No retries, no error classes, one fixed operation.
 */
export class BareProtocol {
  readonly #identity: Identity
  readonly #merchantKey
  readonly #platformKey
  readonly #completion: CompletionBody

  constructor(identity: Identity) {
    this.#identity = identity
    this.#merchantKey = createPrivateKey(identity.merchantPrivateKey)
    this.#platformKey = createPublicKey(identity.platformPublicKey)
    this.#completion = completionBody(identity)
  }

  async request(): Promise<SignedRequest> {
    const { mchid, certificateSerial, platformKeyId } = this.#identity
    const body = Buffer.from(JSON.stringify(this.#completion))
    const timestamp = Math.floor(Date.now() / 1000)
    const nonce = randomBytes(16).toString('hex')
    const message = Buffer.concat([Buffer.from(`POST\n${TARGET}\n${timestamp}\n${nonce}\n`), body, LF])
    const signature = await this.#sign(message)
    return {
      body,
      headers: {
        accept: 'application/json',
        authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${certificateSerial}"`,
        'content-type': 'application/json',
        'content-length': String(body.length),
        'user-agent': 'bench/0.0.0',
        'wechatpay-serial': platformKeyId,
      },
    }
  }

  answer(status: number, header: (name: string) => unknown, body: Uint8Array): CompletionAnswer {
    if (status !== 200) throw new Error(`HTTP ${status}: ${Buffer.from(body).toString()}`)
    const timestamp = String(header('wechatpay-timestamp'))
    const age = Math.abs(Date.now() / 1000 - Number(timestamp))
    const message = Buffer.concat([Buffer.from(`${timestamp}\n${String(header('wechatpay-nonce'))}\n`), body, LF])
    const signature = Buffer.from(String(header('wechatpay-signature')), 'base64')
    const isGenuine =
      age < 300 &&
      header('wechatpay-serial') === this.#identity.platformKeyId &&
      verify('sha256', message, this.#platformKey, signature)
    if (!isGenuine) throw new Error('the answer is not signed by the platform')
    return JSON.parse(Buffer.from(body).toString()) as CompletionAnswer
  }

  #sign(message: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      sign('sha256', message, this.#merchantKey, (error, signature) =>
        error ? reject(error) : resolve(signature.toString('base64')),
      )
    })
  }
}

const LF = Buffer.from('\n')
