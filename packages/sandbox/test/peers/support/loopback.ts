import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { SubjectAlternativeNameExtension, X509CertificateGenerator, cryptoProvider } from '@peculiar/x509'
import type { Sandbox } from '../../../src/index.ts'

cryptoProvider.set(webcrypto as typeof globalThis.crypto)

/** The host built into clients that have no option for it. */
export const PRODUCTION_HOST = 'api.mch.weixin.qq.com'

export interface Exchange {
  readonly request: { readonly method: string; readonly target: string; readonly headers: IncomingMessage['headers'] }
  readonly answer: { readonly status: number; readonly headers: Headers; readonly body: string }
}

export interface Loopback extends AsyncDisposable {
  /** Exchanges in the order of their answers. */
  readonly exchanges: readonly Exchange[]
  /** Breaks the connection of every later request. */
  fail(): void
}

/**
 * Serves the sandbox over TLS on loopback. Until it is closed, every TLS connection of this process ends there whatever
 * its host, so nothing reaches the real one.
 */
export async function startLoopback(sandbox: Sandbox): Promise<Loopback> {
  const exchanges: Exchange[] = []
  let failing = false
  const { key, cert } = await certificateFor(PRODUCTION_HOST)
  const server = createServer({ key, cert }, (request, response) => {
    if (failing) request.socket.destroy()
    else {
      void forward(sandbox, request).then((exchange) => {
        exchanges.push(exchange)
        const { status, headers, body } = exchange.answer
        response.writeHead(status, Object.fromEntries(headers)).end(body)
      })
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  // oxlint-disable-next-line typescript/unbound-method -- called with the agent as `this` below
  const connect = Agent.prototype.createConnection
  Agent.prototype.createConnection = function createConnection(options, callback) {
    return connect.call(this, { ...options, host: '127.0.0.1', port, ca: cert }, callback)
  }
  return {
    exchanges,
    fail: () => (failing = true),
    async [Symbol.asyncDispose]() {
      Agent.prototype.createConnection = connect
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

async function forward(sandbox: Sandbox, request: IncomingMessage): Promise<Exchange> {
  const { method = 'GET', url = '/' } = request
  // The answer is kept as text, so it must not be compressed.
  const headers = { ...request.headers, 'accept-encoding': 'identity' }
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const response = await sandbox.fetch(`https://${PRODUCTION_HOST}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  })
  const answer = { status: response.status, headers: response.headers, body: await response.text() }
  return { request: { method, target: url, headers }, answer }
}

async function certificateFor(host: string): Promise<{ readonly key: string; readonly cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=loopback',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  }
}
