import { Agent, request } from 'undici'
import { TARGET } from '../harness/completion.ts'
import { BareProtocol } from './protocol.ts'
import type { Connection, Subject } from './subject.ts'

/** The bare minimum over undici's `request`. */
export function undici({ identity, baseUrl }: Connection): Subject {
  const protocol = new BareProtocol(identity)
  const dispatcher = new Agent()
  const url = baseUrl + TARGET
  return {
    async complete() {
      const response = await request(url, { method: 'POST', dispatcher, ...(await protocol.request()) })
      const body = new Uint8Array(await response.body.arrayBuffer())
      return protocol.answer(response.statusCode, (name) => response.headers[name], body)
    },
  }
}
