import { Agent, request } from 'node:http'
import { TARGET, type CompletionAnswer } from '../harness/completion.ts'
import { BareProtocol, type SignedRequest } from './protocol.ts'
import type { Connection, Subject } from './subject.ts'

/** `node:http` with kept-alive connections and nothing else: what the SDK is measured against. */
export function bareMinimum({ identity, baseUrl }: Connection): Subject {
  const protocol = new BareProtocol(identity)
  const agent = new Agent({ keepAlive: true })
  const url = baseUrl + TARGET
  const send = ({ headers, body }: SignedRequest): Promise<CompletionAnswer> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          try {
            const header = (name: string): unknown => response.headers[name]
            resolve(protocol.answer(response.statusCode ?? 0, header, Buffer.concat(chunks)))
          } catch (error) {
            reject(error as Error)
          }
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  return { complete: async () => send(await protocol.request()) }
}
