import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { MerchantView } from '../merchant/merchant-view.ts'

/** The key that `/risk/getpublickey` answers: PEM, PKCS#1. In the sandbox it is the platform's own key. */
export function transferKey({ platformKey }: MerchantView): string {
  const privateKey = createPrivateKey({ key: Buffer.from(platformKey.privateKey), format: 'der', type: 'pkcs8' })
  return createPublicKey(privateKey).export({ type: 'pkcs1', format: 'pem' }) as string
}
