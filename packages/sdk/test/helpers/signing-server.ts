import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { crypto, nonce, requestSigningString, responseSigningString, utf8 } from '../../src/crypto/index.ts'
import type { WechatPayOptions } from '../../src/index.ts'

/** TESTING KEYS, created for each run. */
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })
const platformSigner = crypto.signer(platform.privateKey.export({ type: 'pkcs8', format: 'der' }))

export const mchid = '1900000109'
export const merchantSerial = '3775B6A45ACD588826D15E583A95F5DD00000001'
export const publicKeyId = 'PUB_KEY_ID_0114232134912410000000000000'
export const merchantKey = merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
export const platformPublicKey = platform.publicKey.export({ type: 'spki', format: 'pem' }) as string
export const platformPrivateKey = platform.privateKey.export({ type: 'pkcs8', format: 'der' })
export const apiV3Key = '0123456789abcdef0123456789ABCDEF'
export const merchantSpki = merchant.publicKey.export({ type: 'spki', format: 'der' })

export interface Received {
  readonly method: string
  /** Path and query from the request line. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Number of the connection, counted from 1. */
  readonly connection: number
}

/** Handles a request. The default answers 200 with `{}`. */
export type Behaviour = (request: Received, response: ServerResponse, socket: Socket) => Promise<void> | void

/** A server that checks nothing and signs the answers that a test prescribes. */
export class SigningServer implements AsyncDisposable {
  readonly received: Received[] = []
  readonly url: string
  readonly #server: ReturnType<typeof createServer>
  readonly #behaviours: Behaviour[] = []

  private constructor(server: ReturnType<typeof createServer>, port: number) {
    this.#server = server
    this.url = `http://127.0.0.1:${port}`
  }

  /** @param otherwise handles requests for which `next` set no behaviour */
  static async start(otherwise: Behaviour = answer({})): Promise<SigningServer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const self = new SigningServer(server, (server.address() as AddressInfo).port)
    let connections = 0
    const numbers = new WeakMap<Socket, number>()
    server.on('connection', (socket) => numbers.set(socket, ++connections))
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const received: Received = {
          method: request.method ?? '',
          target: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks),
          connection: numbers.get(request.socket) ?? 0,
        }
        self.received.push(received)
        const behave = self.#behaviours.shift() ?? otherwise
        void Promise.resolve(behave(received, response, request.socket))
      })
    })
    return self
  }

  /** Sets the behaviours for the next requests, in order. */
  next(...behaviours: Behaviour[]): void {
    this.#behaviours.push(...behaviours)
  }

  options(more: Partial<WechatPayOptions> = {}): WechatPayOptions {
    return {
      mchid,
      merchant: { privateKey: merchantKey, certificateSerial: merchantSerial },
      platform: { publicKeys: { [publicKeyId]: platformPublicKey } },
      apiV3Key,
      baseUrl: this.url,
      // The limit is long so that a busy machine does not fail a test; tests of the limit set their own.
      timeoutMs: 600_000,
      ...more,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export interface AnswerOptions {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Unix seconds. */
  readonly timestamp?: number
  readonly signature?: string
  readonly serial?: string
  /** Sent instead of the signed bytes. */
  readonly sentInstead?: string
  readonly unsigned?: boolean
}

/** A signed answer, with the given faults. */
export function answer(body: unknown, options: AnswerOptions = {}): Behaviour {
  return async (_, response) => {
    const bytes =
      body === undefined ? new Uint8Array(0) : typeof body === 'string' ? utf8(body) : utf8(JSON.stringify(body))
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000))
    const once = nonce()
    const signature = options.signature ?? (await platformSigner.sign(responseSigningString(timestamp, once, bytes)))
    response.writeHead(options.status ?? 200, {
      'Request-ID': '08F78BB0A90610B90118A4C4AE5A20EB94C5E101-0',
      ...(options.unsigned
        ? {}
        : {
            'Wechatpay-Timestamp': timestamp,
            'Wechatpay-Nonce': once,
            'Wechatpay-Signature': signature,
            'Wechatpay-Serial': options.serial ?? publicKeyId,
          }),
      ...options.headers,
    })
    response.end(options.sentInstead ?? bytes)
  }
}

/** A refusal, which is unsigned as in production. */
export function refuse(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return answer(body, { status, unsigned: true, headers })
}

/** Closes the connection without sending a byte. */
export const hangUp: Behaviour = (_, __, socket) => void socket.destroy()

/** Checks the request's signature as WeChat Pay does. */
export async function isSignedByMerchant({ method, target, headers, body }: Received): Promise<boolean> {
  const fields = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]),
  )
  const { timestamp = '', nonce_str = '', signature = '' } = fields as Record<string, string>
  const signed = requestSigningString({ method, target, timestamp, nonce: nonce_str, body })
  return crypto.verifier(merchantSpki).verify(signed, signature)
}
