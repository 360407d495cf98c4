import { TARGET } from '../harness/completion.ts'
import { BareProtocol } from './protocol.ts'
import type { Connection, Subject } from './subject.ts'

/** The bare minimum over the runtime's `fetch`. */
export function globalFetch({ identity, baseUrl }: Connection): Subject {
  const protocol = new BareProtocol(identity)
  const url = baseUrl + TARGET
  return {
    async complete() {
      const { headers, body } = await protocol.request()
      const response = await fetch(url, { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> })
      const bytes = new Uint8Array(await response.arrayBuffer())
      return protocol.answer(response.status, (name) => response.headers.get(name), bytes)
    },
  }
}
