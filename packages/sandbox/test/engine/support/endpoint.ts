import { once } from 'node:events'
import { type IncomingHttpHeaders, createServer } from 'node:http'
import { crypto, parseApiKey, parsePublicKey, responseSigningString } from 'wechatpay-ts/crypto'
import type { MerchantCredentials } from '../../../src/index.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer<ArrayBuffer>
}

export interface Endpoint extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

/**
 * A merchant's notification endpoint on a real socket.
 *
 * @param answer the status for each delivery in turn; 204 if absent
 */
export async function startEndpoint(answer: (received: Received, count: number) => number = () => 204): Promise<Endpoint> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const delivery = { headers: request.headers, body: Buffer.concat(chunks) }
    received.push(delivery)
    response.writeHead(answer(delivery, received.length), { Location: '/elsewhere' }).end('noted')
  })
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

/** Verifies and decrypts as a merchant does, without the SDK's receiver. */
export async function open({ headers, body }: Received, merchant: MerchantCredentials) {
  const verifier = crypto.verifier(parsePublicKey('publicKey', merchant.publicKey).spki)
  const verified = await verifier.verify(
    responseSigningString(String(headers['wechatpay-timestamp']), String(headers['wechatpay-nonce']), body),
    String(headers['wechatpay-signature']),
  )
  const envelope = JSON.parse(body.toString()) as {
    id: string
    event_type: string
    create_time: string
    resource: { ciphertext: string; nonce: string; associated_data: string; original_type: string }
  }
  const plaintext = await crypto.resourceCipher(parseApiKey('apiV3Key', merchant.apiV3Key)).open(envelope.resource)
  const order = JSON.parse(Buffer.from(plaintext).toString()) as Record<string, unknown>
  return { verified, serial: headers['wechatpay-serial'], envelope, order }
}
