import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { crypto, parseApiKey, parsePublicKey, responseSigningString } from 'wechatpay-ts/crypto'
import type { MerchantCredentials } from '../../src/index.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  /** Header names as they were sent. */
  readonly headerNames: readonly string[]
  readonly body: Buffer
}

export interface Endpoint extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

/**
 * A merchant's notification endpoint on a real socket.
 *
 * @param answer returns the status for each delivery. Default: 204
 * @param text the body of the answer
 */
export async function startEndpoint(
  answer: (received: Received, count: number) => number | Promise<number> = () => 204,
  text = 'noted',
): Promise<Endpoint> {
  const received: Received[] = []
  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headerNames = request.rawHeaders.filter((_, index) => index % 2 === 0)
    const delivery = { headers: request.headers, headerNames, body: await buffer(request) }
    received.push(delivery)
    response.writeHead(await answer(delivery, received.length), { Location: '/elsewhere' }).end(text)
  }
  const server = createServer((request, response) => void answerTo(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/wechatpay`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Whether the platform's key signed a delivery. */
export function verify({ headers, body }: Received, merchant: MerchantCredentials): Promise<boolean> {
  return crypto
    .verifier(parsePublicKey('publicKey', merchant.publicKey).spki)
    .verify(
      responseSigningString(String(headers['wechatpay-timestamp']), String(headers['wechatpay-nonce']), body),
      String(headers['wechatpay-signature']),
    )
}

/** Verifies and decrypts without the SDK's receiver. */
export async function open(received: Received, merchant: MerchantCredentials) {
  const envelope = JSON.parse(received.body.toString()) as {
    id: string
    event_type: string
    create_time: string
    resource: { ciphertext: string; nonce: string; associated_data: string; original_type: string }
  }
  const plaintext = await crypto.resourceCipher(parseApiKey('apiV3Key', merchant.apiV3Key)).open(envelope.resource)
  const order = JSON.parse(Buffer.from(plaintext).toString()) as Record<string, unknown>
  return {
    verified: await verify(received, merchant),
    serial: received.headers['wechatpay-serial'],
    envelope,
    order,
  }
}
