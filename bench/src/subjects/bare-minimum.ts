import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { TARGET } from '../harness/completion.ts'
import { BareProtocol, type SignedRequest } from './protocol.ts'
import type { Connection, Subject } from './subject.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** `node:http` with keep-alive connections and nothing else: the baseline for the SDK. */
export function bareMinimum({ identity, baseUrl }: Connection): Subject {
  const protocol = new BareProtocol(identity)
  const agent = new Agent({ keepAlive: true })
  const url = baseUrl + TARGET
  const send = ({ headers, body }: SignedRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    async complete() {
      const { status, headers, body } = await send(await protocol.request())
      return protocol.answer(status, (name) => headers[name], body)
    },
  }
}
