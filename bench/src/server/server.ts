import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { answerQuestions } from '../harness/child.ts'
import type { Identity } from '../harness/identity.ts'
import type { TlsMaterial } from './tls-material.ts'
import { requestCheck, signedAnswers } from './answers.ts'

export type ServerQuestion =
  | { readonly ask: 'start'; readonly identity: Identity; readonly tls?: TlsMaterial }
  | { readonly ask: 'usage' }

export interface ServerUsage {
  readonly connections: number
  readonly handshakes: number
  /** Processor time so far, in microseconds. */
  readonly cpu: number
}

let connections = 0
let handshakes = 0

answerQuestions<ServerQuestion>(async (question) => {
  if (question.ask === 'start') return { port: await listen(question.identity, question.tls) }
  const { user, system } = process.cpuUsage()
  return { connections, handshakes, cpu: user + system } satisfies ServerUsage
})

async function listen(identity: Identity, tls: TlsMaterial | undefined): Promise<number> {
  const handler = answering(identity)
  const server: Server = tls ? createTlsServer(tls, handler) : createServer(handler)
  server.keepAliveTimeout = 60_000
  server.on('connection', () => connections++)
  server.on('secureConnection', () => handshakes++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Verifies the first request of each connection. A wrong signature is refused, which fails the run. */
function answering(identity: Identity): RequestListener {
  const answer = signedAnswers(identity)
  const isSigned = requestCheck(identity)
  const checked = new WeakSet<Socket>()
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (!checked.has(request.socket)) {
        if (!isSigned(request, Buffer.concat(chunks))) {
          response
            .writeHead(401, { 'content-type': 'application/json' })
            .end('{"code":"SIGN_ERROR","message":"错误的签名，验签失败"}')
          return
        }
        checked.add(request.socket)
      }
      const { headers, body } = answer()
      response.writeHead(200, headers).end(body)
    })
  }
}
