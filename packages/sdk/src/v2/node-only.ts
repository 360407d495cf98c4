import { crypto } from '#crypto'
import { RequestError } from '../errors/request-error.ts'

/** Loads primitives that WebCrypto lacks. */
export async function nodeCrypto(what: string): Promise<typeof import('./node-crypto.ts')> {
  if (crypto.runtime === 'node') return import('#node/v2/node-crypto')
  throw new RequestError('runtime', `${what} needs Node: this runtime's crypto does not have it`, {
    hint: {
      zh: '请在 Node 上调用；支持 HMAC-SHA256 的接口可传 sign_type: HMAC-SHA256',
      en: 'Call it on Node; where the operation takes HMAC-SHA256, give it as sign_type.',
    },
  })
}
